internal import CMariaDB

extension Session {
    /// Runs a statement which a kill does not interrupt and a cancellation does not forbid, as one that leaves the session as
    /// it was.
    ///
    /// A kill that came late can still meet it; then it is sent again, which all of these statements bear.
    package func housekeep(_ sql: String, each: (Row) throws -> Void = { _ in }) throws {
        guard !isStreaming else {
            throw MySQLError(code: .invalidUse, message: "A stream is open: collect its rows, then run the statement.")
        }
        for attempt in 1... {
            do {
                _ = try send(Statement(sql), each: each)
                return
            } catch MySQLError.Code.queryInterrupted where attempt < 5 {}
        }
    }

    /// Makes sure that a kill that was meant for a run that has ended meets nothing else.
    func absorbKill() { try? housekeep("DO 0") }

    /// Interrupts the statement of another connection; one that is gone already is no error.
    func kill(connectionID: UInt64) throws {
        do {
            try housekeep("KILL QUERY \(connectionID)")
        } catch MySQLError.Code.unknownConnection {}
    }
}

extension MySQLError.Code {
    static let unknownConnection = MySQLError.Code(rawValue: 1094)
}
