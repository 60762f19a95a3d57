import MySQLClient

/// Guards every chunk of a run: the fence, interruptions and transient failures.
final class RunGuardian {
    private let names: StateNames
    private let isInterrupted: @Sendable () -> Bool
    private let observer: @Sendable (RunEvent) -> Void
    private let gate: ReplicaGate?
    /// The fencing number under which this run may write, or nil for a run that only reads.
    var fence: Int64?
    /// The number of rows in the current chunk.
    var rows: UInt64?
    /// The maximum number of rows that a replication group accepts at once, as far as it has refused more; nil before.
    private(set) var mostRows: UInt64?

    init(
        names: StateNames,
        gate: ReplicaGate? = nil,
        isInterrupted: @escaping @Sendable () -> Bool,
        observer: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.names = names
        self.gate = gate
        self.isInterrupted = isInterrupted
        self.observer = observer
    }

    func report(_ event: RunEvent) {
        observer(event)
    }

    func checkInterruption() throws {
        guard isInterrupted() else { return }
        throw SutureError.interruption
    }

    /// Throws when another runner has taken over; inside a transaction, prevents others from taking over until it ends.
    func checkFence(_ session: Session) throws {
        guard let fence else { return }
        try RunFence(session: session, names: names, number: fence).check()
    }

    /// Runs a chunk's transaction; `body` receives the number of failures so far by a deadlock or a lock wait.
    func chunk<Result>(_ session: Session, retries: Int, _ body: (_ failures: Int) throws -> Result) throws -> Result {
        var attempt = 0
        while true {
            try checkInterruption()
            try waitForReplicas()
            let result: Result
            do {
                result = try session.transaction(isolation: .readCommitted) {
                    try checkFence(session)
                    return try body(attempt)
                }
            } catch let error as MySQLError where error.isTransient && attempt < retries {
                attempt += 1
                tell(error, attempt)
                continue
            } catch let error as MySQLError where error.isRefusedByGroup {
                // A member that has left its group, or a transaction that is too large for it.
                try session.groupMember()?.requireOnline()
                guard attempt < retries, session.server.groupMember != nil else { throw error }
                attempt += 1
                if let rows { mostRows = max(1, rows / 2) }
                report(.retrying(reason: error.message, attempt: attempt))
                continue
            }
            try noteWritten(session)
            return result
        }
    }

    func chunk<Result>(_ session: Session, retries: Int, _ body: () throws -> Result) throws -> Result {
        try chunk(session, retries: retries) { _ in try body() }
    }

    /// Waits until no replica pauses the run; a run that only reads is never paused.
    func waitForReplicas() throws {
        guard fence != nil else { return }
        try gate?.wait(self)
    }

    private func noteWritten(_ session: Session) throws {
        guard let gate, fence != nil, let mark = try RunFence.writtenAt(session, names) else { return }
        gate.noteWritten(mark)
    }

    /// Returns whether to repeat a statement outside of chunks that was rolled back entirely.
    func mayRepeat(after error: MySQLError, runs: Int, retries: Int) throws -> Bool {
        guard runs <= retries else { return false }
        try checkInterruption()
        tell(error, runs)
        return true
    }

    private func tell(_ error: MySQLError, _ attempt: Int) {
        report(.retrying(reason: error.message, attempt: attempt))
        Pause.wait(.milliseconds(min(1000, 20 << attempt)))
    }
}
