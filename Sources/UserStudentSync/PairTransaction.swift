import MySQLClient
import SutureCore
import SutureRepair

/// How work on a pair is done: on a connection of the pool, in one short transaction, and again where that may help.
extension UserStudentSync {
    /// How often work is tried that meets deadlocks, lock waits or lost connections.
    private static let attempts = 10

    /// Writes in one transaction, in which Suture's own triggers on the pair are off.
    ///
    /// READ COMMITTED takes no locks on rows that are not there, so two callers do not wait for each other because their
    /// keys are neighbours.
    /// - Parameters:
    ///   - settle: What to tell when the connection was lost at the commit of an earlier attempt: that one may have been
    ///     stored, and then the next one finds nothing to do.
    ///   - body: The work.
    /// - Returns: What the body returns, or what is settled of several attempts.
    /// - Throws: What the body throws; ``PairError`` or `MySQLError` of what the server has against it.
    func write<Result: Sendable>(
        settling settle: @escaping @Sendable (_ earlier: Result, _ now: Result) -> Result = { $1 },
        _ body: @escaping @Sendable (Session, PairLayout.Known) throws -> Result
    ) async throws -> Result {
        let unanswered = UnansweredCommit<Result>()
        return try await read { session, known in
            let mark = SynchronizingTriggers.guardVariable
            try session.execute("SET @suture_sync_before = \(mark), \(mark) = 0")
            // Also after a cancellation: whoever has the connection next counts on the triggers.
            defer { try? session.housekeep("SET \(mark.text) = @suture_sync_before") }
            let earlier = unanswered.result
            do {
                return try session.transaction(isolation: .readCommitted) {
                    let now = try body(session, known)
                    let result = earlier.map { settle($0, now) } ?? now
                    unanswered.result = result
                    return result
                }
            } catch let error as MySQLError where !error.isConnectionLoss {
                unanswered.result = earlier
                throw error
            }
        }
    }

    /// Works on a connection of the pool, without a transaction of its own.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Session, PairLayout.Known) throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            do {
                return try await pool.with { connection in
                    try await connection.run { try perform(body, in: $0) }
                }
            } catch let failure as PassingFailure {
                guard attempt < Self.attempts else { throw failure.final }
            } catch let error as MySQLError where error.isConnectionLoss {
                guard attempt < Self.attempts else { throw error }
            }
            // Callers that met one another must not meet again at the same instant.
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 << min(attempt, 6)))))
            attempt += 1
        }
    }

    /// Does the work once; what the server or the schema has against it is told in terms of the pair.
    private func perform<Result>(
        _ body: (Session, PairLayout.Known) throws -> Result,
        in session: Session
    ) throws -> Result {
        do {
            let known = try layout.read(in: session)
            do {
                return try body(session, known)
            } catch let error as MySQLError {
                throw Self.meaning(of: error, known.tables)
            }
        } catch let error as SutureError {
            throw PairError(.schemaMismatch, error.message, remedy: error.remedy)
        }
    }

    private static func meaning(of error: MySQLError, _ tables: PairTables) -> any Error {
        let refusal = ServerRefusal(error: error, tables: tables)
        if error.isTransient || refusal.isLateRow { return PassingFailure(error: error) }
        return refusal.pairError ?? error
    }
}

/// A failure that another attempt may not meet.
private struct PassingFailure: Error {
    let error: MySQLError

    var final: PairError {
        PairError(
            .busy,
            "The rows were in use at each of several attempts: \(error.message).",
            remedy: "Try again later, and look for transactions that stay open."
        )
    }
}
