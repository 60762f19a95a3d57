/// Connections to one server that tasks share: each task has one to itself for a while, and waits if all are in use.
///
/// Connections are opened on first use, and stay open. An idle connection is tested before its next use, and a lost one
/// is replaced. State that a task leaves in a session, such as variables, is visible to the next one.
public actor ConnectionPool {
    /// The configuration of the connections.
    public nonisolated let configuration: ConnectionConfiguration
    /// The maximum number of connections.
    public nonisolated let size: Int

    private var idle: [IdleConnection] = []
    private var taken = 0
    private var queue = WaitingTasks<Connection?>()
    private var isClosed = false

    /// Creates a pool; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - configuration: The configuration of the connections.
    ///   - size: The maximum number of connections; at least one.
    public init(_ configuration: ConnectionConfiguration, size: Int = 8) {
        precondition(size > 0, "a pool has at least one connection")
        self.configuration = configuration
        self.size = size
    }

    /// Runs a body with a connection that no other task uses meanwhile.
    ///
    /// - Parameter body: The work; it must leave no transaction open, and not keep the connection.
    /// - Returns: The result of `body`.
    /// - Throws: The errors of `body` and ``Connection/connect(_:)``; `CancellationError` when the task is cancelled
    ///   while it waits; ``MySQLError`` with ``MySQLError/Code/connectionClosed`` after ``close()``.
    public nonisolated func with<R>(_ body: (Connection) async throws -> R) async throws -> R {
        let connection = try await take()
        do {
            let result = try await body(connection)
            await giveBack(connection, isLost: false)
            return result
        } catch {
            await giveBack(connection, isLost: (error as? MySQLError)?.isConnectionLoss == true)
            throw error
        }
    }

    /// Closes the connections: the idle ones now, the others when they are returned.
    public func close() async {
        isClosed = true
        queue.refuse(Self.closed)
        for connection in idle { await connection.connection.close() }
        idle = []
    }

    private static var closed: MySQLError {
        MySQLError(code: .connectionClosed, message: "The pool of connections was closed.")
    }

    private func take() async throws -> Connection {
        try Task.checkCancellation()
        guard !isClosed else { throw Self.closed }
        guard taken < size else {
            if let connection = try await wait() { return connection }
            return try await open()
        }
        taken += 1
        while let candidate = idle.popLast() {
            if await candidate.answers() { return candidate.connection }
        }
        return try await open()
    }

    /// Connects in a place that is already taken.
    private func open() async throws -> Connection {
        do {
            return try await Connection.connect(configuration)
        } catch {
            leave()
            throw error
        }
    }

    /// Waits until another task returns its connection, or nil in place of a lost one.
    private func wait() async throws -> Connection? {
        let number = queue.nextNumber()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { queue.append($0, number) }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    private func giveUp(_ number: UInt64) { queue.cancel(number) }

    private func giveBack(_ connection: Connection, isLost: Bool) async {
        guard !isLost, !isClosed else {
            await connection.close()
            leave()
            return
        }
        if queue.resumeFirst(with: connection) { return }
        taken -= 1
        idle.append(IdleConnection(connection))
    }

    /// Leaves a place without a connection to the first waiting task.
    private func leave() {
        if !queue.resumeFirst(with: nil) { taken -= 1 }
    }
}
