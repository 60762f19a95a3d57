/// A connection to a server, on a thread of its own.
///
/// All work goes through ``run(_:)``, whose body is synchronous, so that nothing can come between two statements of a
/// transaction. Connections are independent of each other; tasks can share one, and then take turns. A lost connection
/// is not reopened: create a new one.
///
/// The first connection of a process makes the process ignore `SIGPIPE`, as the client library requires.
public actor Connection {
    /// The server that was reached.
    public nonisolated let server: ServerIdentity
    /// The configuration with only the host that was reached.
    public nonisolated let configuration: ConnectionConfiguration

    private nonisolated let executor: ThreadExecutor
    private nonisolated let control: RunControl
    private var session: Session?

    /// The executor of the connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Connects to the first host that accepts the connection, logs in and sets up the session.
    ///
    /// Another host is tried if one cannot be reached, disconnects, shuts down or has no free connection, and if one
    /// takes no writes, such as a replica or a secondary: the first of these is used if no host takes writes. Any other
    /// error, such as a wrong password, ends the attempt: it would be the same everywhere.
    ///
    /// The session uses utf8mb4, is strict but allows zero dates, has the time zone UTC, and allows neither several
    /// statements in one text nor `LOAD DATA LOCAL`.
    /// - Throws: ``MySQLError``: ``MySQLError/Code/cannotConnect``, ``MySQLError/Code/unknownHost``,
    ///   ``MySQLError/Code/accessDenied``, ``MySQLError/Code/tlsFailed`` and others of the server.
    public static func connect(_ configuration: ConnectionConfiguration) async throws -> Connection {
        let executor = try ThreadExecutor.start()
        let control = RunControl()
        let places = configuration.places
        var trial = HostTrial(count: places.count)
        do {
            for place in places {
                do {
                    let mustAcceptWrites = places.count > 1
                    let session = try await executor.perform {
                        try Session(place, control: control, mustAcceptWrites: mustAcceptWrites)
                    }
                    return Connection(session: session, configuration: place, executor: executor, control: control)
                } catch let error as MySQLError {
                    try trial.note(error, at: place.place)
                }
            }
            if let place = places.first(where: { $0.place == trial.readOnlyPlace }) {
                let session = try await executor.perform { try Session(place, control: control) }
                return Connection(session: session, configuration: place, executor: executor, control: control)
            }
            throw trial.failure
        } catch {
            executor.finish()
            throw error
        }
    }

    /// Connects, runs a body with the connection, and closes it in any case.
    ///
    /// - Parameters:
    ///   - configuration: The configuration, as for ``connect(_:)``.
    ///   - body: The work.
    /// - Returns: The result of `body`.
    /// - Throws: The errors of ``connect(_:)`` and `body`.
    public static func with<R>(
        _ configuration: ConnectionConfiguration,
        _ body: (Connection) async throws -> R
    ) async throws -> R {
        let connection = try await connect(configuration)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Connects, runs one body with the session, and closes the connection in any case.
    ///
    /// - Parameters:
    ///   - configuration: The configuration, as for ``connect(_:)``.
    ///   - body: The work, as for ``run(_:)``.
    /// - Returns: The result of `body`.
    /// - Throws: The errors of ``connect(_:)`` and ``run(_:)``.
    public static func withSession<R: Sendable>(
        _ configuration: ConnectionConfiguration,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        try await with(configuration) { try await $0.run(body) }
    }

    private init(
        session: sending Session,
        configuration: ConnectionConfiguration,
        executor: ThreadExecutor,
        control: RunControl
    ) {
        server = session.server
        self.session = session
        self.configuration = configuration
        self.executor = executor
        self.control = control
    }

    isolated deinit {
        session = nil
        executor.finish()
    }

    /// Runs `body` with the session, on the connection's thread.
    ///
    /// When the task is cancelled, a KILL QUERY from a second connection interrupts the running statement, and no other
    /// statement of the body begins, except the ROLLBACK of an open ``Session/transaction(isolation:readOnly:_:)``; a
    /// COMMIT is never interrupted.
    /// - Throws: The error of `body`; ``MySQLError`` with ``MySQLError/Code/queryInterrupted`` after a cancellation,
    ///   and with ``MySQLError/Code/connectionClosed`` after ``close()``.
    @discardableResult
    public func run<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        let run = control.begin()
        defer { if control.end() { session?.absorbKill() } }
        return try await withTaskCancellationHandler {
            // If it captured `self`, the closure would run on the cooperative pool.
            try self.perform(body)
        } onCancel: {
            control.cancel(run: run)
            Task.detached { [configuration, control, server] in
                try await Self.interrupt(server, configuration, control, run: run)
            }
        }
    }

    private func perform<R>(_ body: (Session) throws -> R) throws -> R {
        guard let session else { throw MySQLError(code: .connectionClosed, message: "The connection was closed.") }
        return try body(session)
    }

    /// Ends the current run, like a cancellation of its task; without one, does nothing.
    ///
    /// Later runs are not affected.
    /// - Throws: ``MySQLError`` when a second connection reaches another server, as it can behind a proxy, or fails.
    public nonisolated func interrupt() async throws {
        guard let run = control.cancelRunning() else { return }
        try await Self.interrupt(server, configuration, control, run: run)
    }

    /// The statement whose answer the connection awaits; otherwise `nil`.
    public nonisolated var awaitedStatement: AwaitedStatement? { control.awaited }

    /// The transactions that the connection has committed; empty if the server reports no identifiers (MySQL with
    /// `gtid_mode = ON` does).
    package nonisolated var ownTransactions: GTIDSet { control.ownTransactions }

    /// Closes the connection at once, from any thread.
    ///
    /// The statement that waits for the server fails as if the connection had been lost; its effect in the server is
    /// then unknown.
    public nonisolated func abort() { control.abort() }

    /// Closes the connection, after the earlier runs; the server rolls back uncommitted work.
    public func close() async { session = nil }

    /// Sends KILL QUERY repeatedly until the run has ended: one can fall between two statements.
    private static func interrupt(
        _ server: ServerIdentity,
        _ configuration: ConnectionConfiguration,
        _ control: RunControl,
        run: UInt64
    ) async throws {
        guard let killer = try await connectKiller(configuration, control, run: run) else { return }
        guard killer.server.instance == server.instance else {
            await killer.close()
            throw MySQLError(
                code: .invalidUse,
                message: "The statement cannot be cancelled: a second connection reached another server."
            )
        }
        do {
            while try await killer.run({ killer in
                try control.kill(run: run) { try killer.kill(connectionID: server.connectionID) }
            }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            await killer.close()
        } catch {
            await killer.close()
            throw error
        }
    }

    /// Connects for the kills, as often as a busy server makes it necessary; returns nil if the run has ended
    /// meanwhile.
    private static func connectKiller(
        _ configuration: ConnectionConfiguration,
        _ control: RunControl,
        run: UInt64
    ) async throws -> Connection? {
        var withoutDatabase = configuration
        withoutDatabase.database = nil
        while control.isRunning(run) {
            if let killer = try? await connect(withoutDatabase) { return killer }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }
}
