/// An error of the server, of the connection to it, or of the use of this client.
///
/// Messages and descriptions carry no values: what a server echoes of a row or a literal is replaced by
/// "(value not shown)", and binds are never kept. The names of keys, columns and tables stay.
public struct MySQLError: Error, Sendable, CustomStringConvertible {
    /// What went wrong: the server's number, or one of this client's own.
    public var code: Code
    /// The five characters of the SQL standard, `HY000` when there is nothing better.
    public var sqlState: String
    /// The message, without values.
    public var message: String
    /// The statement that failed and where it was asked for; `nil` when no statement was involved.
    public var place: Place?

    /// Makes an error from a message that carries no values.
    public init(code: Code, sqlState: String = "HY000", message: String, place: Place? = nil) {
        self.code = code
        self.sqlState = sqlState
        self.message = message
        self.place = place
    }

    /// A statement and its place in the source.
    public struct Place: Sendable, Hashable {
        /// The module and file.
        public var file: String
        /// The line.
        public var line: UInt
        /// The statement with its question marks, its literals left out, cut at 300 characters.
        public var statement: String

        /// Makes a place; the literals of the statement are left out.
        public init(file: String, line: UInt, statement: String) {
            self.file = file
            self.line = line
            self.statement = hidingLiterals(in: statement)
        }
    }

    /// The code, the message, the statement and the place, without values.
    public var description: String {
        var text = code.isOfClient ? message : "\(message) (MySQL error \(code.rawValue), \(sqlState))"
        if let place { text += " [\(place.file):\(place.line): \(place.statement)]" }
        return text
    }
}

extension MySQLError {
    /// Whether the connection is gone: the session can do nothing more, and whether a COMMIT was stored is not known.
    ///
    /// So it is with a node that has lost its cluster: it does nothing more, and another one can.
    public var isConnectionLoss: Bool {
        [
            .serverGone, .serverLost, .serverShutdown, .connectionKilled, .sessionKilled, .inactivityTimeout,
            .packetReadFailed, .packetWriteFailed, .malformedPacket, .nodeNotReady,
        ]
        .contains(code)
    }

    /// Whether the same transaction may succeed when it is run again: a lock wait timeout, a deadlock, or a row that another
    /// session, or another member of a replication group, has changed meanwhile.
    public var isTransient: Bool {
        if code == .commitFailed { return message.contains(" 149 ") }
        return [.lockWaitTimeout, .deadlock, .recordChanged, .certificationFailed].contains(code)
    }

    /// Whether a replication group did not take the transaction, as when it is too large; it was rolled back.
    package var isRefusedByGroup: Bool { code == .replicationHookFailed || code == .writeSetTooLarge }

    /// Whether the server answered that it did not run the statement.
    ///
    /// A statement that was interrupted or has waited in vain, and one whose answer was lost, is not known to be refused.
    public var isRefusal: Bool {
        !code.isOfClient && !(2000..<3000).contains(code.rawValue) && !isConnectionLoss && !isTransient && !isTimeLimit
            && code != .queryInterrupted
    }

    /// Whether the server stopped the statement because its time was over.
    public var isTimeLimit: Bool { code == .statementTimeout || code == .executionTimeExceeded }

    /// The same error with a place, unless it has one.
    func placed(at place: @autoclosure () -> Place) -> MySQLError {
        var result = self
        if result.place == nil { result.place = place() }
        return result
    }
}
