import MySQLClient
import SutureCore
import SutureRepair

/// Runs work on a pair: on a connection of the pool, in one short transaction, with retries where they may help.
extension UserStudentSync {
    /// The number of attempts for work that meets deadlocks, lock waits or lost connections.
    private static let attempts = 10

    /// Writes in one transaction, in which Suture's own triggers on the pair are off.
    ///
    /// READ COMMITTED takes no locks on missing rows, so two callers do not wait for each other because their keys are
    /// neighbours.
    /// - Parameters:
    ///   - settle: Combines the results when the connection was lost at the commit of an earlier attempt: that one may
    ///   have been stored, and then the next one finds nothing to do.
    ///   - body: The work.
    /// - Returns: The result of the body, or the combined result of several attempts.
    /// - Throws: The error of the body; ``PairError`` or `MySQLError` for an error of the server.
    func write<Result: Sendable>(
        settling settle: @escaping @Sendable (_ earlier: Result, _ now: Result) -> Result = { $1 },
        _ body: @escaping @Sendable (Session, PairLayout.Known) throws -> Result
    ) async throws -> Result {
        let unanswered = UnansweredCommit<Result>()
        return try await read { session, known in
            let mark = SynchronizingTriggers.guardVariable
            try session.execute("SET @suture_sync_before = \(mark), \(mark) = 0")
            // Also after a cancellation: the next user of the connection relies on the triggers.
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
            // Callers that conflicted must not conflict again at the same instant.
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 << min(attempt, 6)))))
            attempt += 1
        }
    }

    /// Does the work once; errors of the server or the schema are reported in terms of the pair.
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
