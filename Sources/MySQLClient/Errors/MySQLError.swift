/// An error of the server, of the connection to it, or of the use of this client.
///
/// Messages and descriptions carry no values: parts of a row or a literal that a server echoes are replaced by "(value
/// not shown)", and binds are never stored. The names of keys, columns and tables stay.
public struct MySQLError: Error, Sendable, CustomStringConvertible {
    /// The error's number: the server's, or one of this client's own.
    public var code: Code
    /// The five characters of the SQL standard, `HY000` if nothing better is known.
    public var sqlState: String
    /// The message, without values.
    public var message: String
    /// The failed statement and its place in the source; `nil` if no statement was involved.
    public var place: Place?

    /// Creates an error from a message that carries no values.
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
        /// The statement with its question marks, without its literals, cut at 300 characters.
        public var statement: String

        /// Creates a place; the literals of the statement are removed.
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
    /// True if the connection is lost: the session is unusable, and it is unknown whether a COMMIT was stored.
    ///
    /// This includes a node that has lost its cluster: it does no more work, and another one can.
    public var isConnectionLoss: Bool {
        [
            .serverGone, .serverLost, .serverShutdown, .connectionKilled, .sessionKilled, .inactivityTimeout,
            .packetReadFailed, .packetWriteFailed, .malformedPacket, .nodeNotReady,
        ]
        .contains(code)
    }

    /// True if the same transaction may succeed when it is run again: after a lock wait timeout, a deadlock, or a
    /// change of a row by another session, or by another member of a replication group.
    public var isTransient: Bool {
        if code == .commitFailed { return message.contains(" 149 ") }
        return [.lockWaitTimeout, .deadlock, .recordChanged, .certificationFailed].contains(code)
    }

    /// True if a replication group refused the transaction, for example because it is too large; it was rolled back.
    package var isRefusedByGroup: Bool { code == .replicationHookFailed || code == .writeSetTooLarge }

    /// True if the server answered that it did not run the statement.
    ///
    /// A statement that was interrupted or timed out, and one whose answer was lost, is not known to be refused.
    public var isRefusal: Bool {
        !code.isOfClient && !(2000..<3000).contains(code.rawValue) && !isConnectionLoss && !isTransient && !isTimeLimit
            && code != .queryInterrupted
    }

    /// True if the server stopped the statement because of a time limit.
    public var isTimeLimit: Bool { code == .statementTimeout || code == .executionTimeExceeded }

    /// Returns the same error with a place, unless it has one.
    func placed(at place: @autoclosure () -> Place) -> MySQLError {
        var result = self
        if result.place == nil { result.place = place() }
        return result
    }
}
