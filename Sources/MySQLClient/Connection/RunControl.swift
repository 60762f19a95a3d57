import Synchronization

/// The state shared by a connection's thread and the code that interrupts it.
///
/// The lock is held while KILL QUERY is sent, and the connection's thread takes it before and after every statement: so
/// a kill can only hit a statement of the intended run, and never a COMMIT or a ROLLBACK.
final class RunControl: Sendable {
    private struct State {
        var run: UInt64 = 0
        var isRunning = false
        var isCancelled = false
        var isExecuting = false
        var kills = 0
        var sent: UInt64 = 0
        var sentAt: ContinuousClock.Instant?
        var socket: SocketHandle?
        var own = GTIDSet()
    }

    private let state = Mutex(State())

    /// Starts a run and returns its number.
    func begin() -> UInt64 {
        state.withLock { state in
            state.run += 1
            (state.isRunning, state.isCancelled, state.isExecuting, state.kills) = (true, false, false, 0)
            return state.run
        }
    }

    /// Ends the run; returns true if a kill was sent that may have missed its statement.
    func end() -> Bool {
        state.withLock { state in
            state.isRunning = false
            return state.kills > 0
        }
    }

    /// True if the run's task was cancelled.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Prevents further statements of the run.
    func cancel(run: UInt64) {
        state.withLock { if $0.run == run { $0.isCancelled = true } }
    }

    /// Prevents further statements of the current run; returns its number, or nil without one.
    func cancelRunning() -> UInt64? {
        state.withLock { state in
            guard state.isRunning else { return nil }
            state.isCancelled = true
            return state.run
        }
    }

    /// Returns whether the run has not ended yet.
    func isRunning(_ run: UInt64) -> Bool {
        state.withLock { $0.isRunning && $0.run == run }
    }

    /// Marks the span in which a statement may be killed.
    func executing<R>(_ body: () throws -> R) rethrows -> R {
        state.withLock { $0.isExecuting = true }
        defer { state.withLock { $0.isExecuting = false } }
        return try body()
    }

    /// Marks the span in which the server's answer is awaited, for any statement.
    func awaiting<R>(_ body: () throws -> R) rethrows -> R {
        state.withLock { state in
            state.sent += 1
            state.sentAt = .now
        }
        defer { state.withLock { $0.sentAt = nil } }
        return try body()
    }

    /// The statement whose answer is awaited.
    var awaited: AwaitedStatement? {
        state.withLock { state in
            state.sentAt.map { AwaitedStatement(number: state.sent, since: $0) }
        }
    }

    /// Takes over or releases the socket.
    func hold(_ socket: SocketHandle?) {
        state.withLock { $0.socket = socket }
    }

    /// Records a transaction that the connection has committed.
    func noteOwn(_ transaction: String) {
        state.withLock { $0.own.insert(transaction) }
    }

    /// The transactions that the connection has committed, as far as the server reports their identifiers.
    var ownTransactions: GTIDSet { state.withLock { $0.own } }

    /// Closes the connection, so that no thread waits for the server any longer.
    func abort() {
        state.withLock { $0.socket?.shutDown() }
    }

    /// Calls `send` if a statement of the run is running.
    ///
    /// - Returns: True if the run continues, so that another kill may be needed.
    func kill(run: UInt64, _ send: () throws -> Void) rethrows -> Bool {
        try state.withLock { state in
            guard state.isRunning, run == state.run else { return false }
            if state.isExecuting {
                state.kills += 1
                try send()
            }
            return true
        }
    }
}
