internal import CMariaDB

/// A session of a server, for use in the body of ``Connection/run(_:)``.
///
/// It is synchronous and stays on the thread of its connection. One statement runs at a time: the body of a stream
/// cannot run another.
public final class Session {
    /// The server.
    public let server: ServerIdentity

    let handle: ConnectionHandle
    let control: RunControl

    /// Called after a deadlock or a lock wait timeout of a statement outside of a transaction; true repeats it.
    ///
    /// The server has rolled back such a statement, whether it changes data or a definition. A `CALL`, and other
    /// statements that may hold several transactions, are never repeated. The number counts the runs so far.
    public var repeatsStatement: ((_ error: MySQLError, _ runs: Int) throws -> Bool)?

    var isInsideTransaction = false
    var isStreaming = false
    /// The error that prevents statements until the transaction is over; the rollback clears it.
    var transactionFailure: MySQLError?
    /// True if the last statement failed: errors do not carry the server's status.
    private var isStatusStale = false

    init(_ configuration: ConnectionConfiguration, control: RunControl, mustAcceptWrites: Bool = false) throws {
        let handle = try ConnectionHandle(configuration)
        server = try Self.established { try SessionSetup.run(on: handle, place: configuration.place) }
        if mustAcceptWrites, !server.acceptsWrites {
            throw MySQLError(code: .readOnly, message: "The server takes no writes.")
        }
        control.hold(SocketHandle(duplicating: handle.socket))
        self.handle = handle
        self.control = control
    }

    deinit { control.hold(nil) }

    /// The database of unqualified names; `nil` if none is selected.
    ///
    /// - Throws: ``MySQLError`` when the server cannot be asked.
    public var database: String? {
        get throws {
            var name: String?
            try housekeep("SELECT DATABASE()") { name = try $0.get(0) }
            return name
        }
    }

    /// True if a transaction is open, by ``transaction(isolation:readOnly:_:)`` or by hand.
    ///
    /// Errors do not report the state of the transaction, so after one the server is asked; `false` if the connection
    /// is lost.
    public var inTransaction: Bool {
        if isStatusStale {
            do { try housekeep("DO 0") } catch { return false }
        }
        return handle.serverStatus & UInt32(SERVER_STATUS_IN_TRANS) != 0
    }

    /// Runs a statement of the user, and repeats it as long as ``repeatsStatement`` requests it.
    func perform(
        _ statement: Statement,
        _ file: StaticString,
        _ line: UInt,
        each: (Row) throws -> Void = { _ in }
    ) throws -> ExecutionResult {
        guard let repeatsStatement, !isInsideTransaction, statement.isOneTransaction, !inTransaction else {
            return try performOnce(statement, file, line, each: each)
        }
        var runs = 0
        while true {
            var hasRows = false
            do {
                return try performOnce(statement, file, line) { row in
                    hasRows = true
                    try each(row)
                }
            } catch let error as MySQLError where error.isTransient && !hasRows {
                runs += 1
                guard try repeatsStatement(error, runs) else { throw error }
            }
        }
    }

    private func performOnce(
        _ statement: Statement,
        _ file: StaticString,
        _ line: UInt,
        each: (Row) throws -> Void
    ) throws -> ExecutionResult {
        var bodyError: (any Error)?
        do {
            try admit()
            let result = try streaming {
                try control.executing {
                    try send(statement) { row in
                        do { try each(row) } catch {
                            bodyError = error
                            throw error
                        }
                    }
                }
            }
            try checkTransactionGoesOn()
            return result
        } catch let error as MySQLError where bodyError == nil {
            let place = MySQLError.Place(file: "\(file)", line: line, statement: statement.text)
            let placed = error.placed(at: place)
            if isInsideTransaction, error.isTransient || error.isConnectionLoss { transactionFailure = placed }
            throw placed
        }
    }

    /// Marks the span in which no other statement may be sent.
    private func streaming<R>(_ body: () throws -> R) rethrows -> R {
        isStreaming = true
        defer { isStreaming = false }
        return try body()
    }

    /// Sends a statement, over the text protocol if it has no binds.
    func send(_ statement: Statement, each: (Row) throws -> Void) throws -> ExecutionResult {
        isStatusStale = true
        let result = try control.awaiting {
            try Self.established {
                statement.binds.isEmpty
                    ? try TextQuery.run(statement.text, on: handle, each: each)
                    : try PreparedQuery.run(statement, on: handle, each: each)
            }
        }
        isStatusStale = false
        if let transaction = handle.ownTransaction { control.noteOwn(transaction) }
        return result
    }

    /// Runs a body that needs a connection: an error of TLS is a loss there, for example if the server died.
    private static func established<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as MySQLError where error.code == .tlsFailed {
            throw MySQLError(code: .serverLost, message: error.message)
        }
    }

    /// Throws for statements that cannot run now.
    func admit() throws {
        if isStreaming {
            throw MySQLError(code: .invalidUse, message: "A stream is open: collect its rows, then run the statement.")
        }
        if let transactionFailure { throw transactionFailure }
        if control.isCancelled {
            throw MySQLError(code: .queryInterrupted, sqlState: "70100", message: "The task was cancelled.")
        }
    }

    private func checkTransactionGoesOn() throws {
        guard isInsideTransaction, !inTransaction else { return }
        let failure = endOfTransaction(
            "The statement ended the transaction it ran in, as DDL does; what came before it is stored."
        )
        transactionFailure = failure
        throw failure
    }

    /// Returns the reason why a transaction is no longer open.
    ///
    /// Either server may answer the last statement of a killed connection as if it had succeeded; the next one reveals
    /// it.
    func endOfTransaction(_ message: String) -> MySQLError {
        do {
            try housekeep("DO 0")
        } catch let error as MySQLError {
            if error.isConnectionLoss { return error }
        } catch {}
        return MySQLError(code: .transactionEnded, message: message)
    }
}

@available(*, unavailable)
extension Session: Sendable {}
