internal import CMariaDB

extension Session {
    /// Runs a statement that no kill interrupts and no cancellation prevents, such as one that restores the state of
    /// the session.
    ///
    /// A late kill can still hit it; then it is sent again, which is safe for all of these statements.
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

    /// Ensures that a kill for a finished run hits no other statement.
    func absorbKill() { try? housekeep("DO 0") }

    /// Interrupts the statement of another connection; it is no error if that is already closed.
    func kill(connectionID: UInt64) throws {
        do {
            try housekeep("KILL QUERY \(connectionID)")
        } catch MySQLError.Code.unknownConnection {}
    }
}

extension MySQLError.Code {
    static let unknownConnection = MySQLError.Code(rawValue: 1094)
}
