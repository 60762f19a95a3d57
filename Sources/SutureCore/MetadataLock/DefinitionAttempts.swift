import MySQLClient

/// Runs one statement that changes definitions, in short attempts with pauses between them.
///
/// Such a statement waits until every transaction that has read the table is over, and later statements wait behind it:
/// a reader that stays open for an hour would cause an outage of an hour. So an attempt waits for the table only a
/// short while, then lets others through for at least as long, and reports the blocking connections.
struct DefinitionAttempts {
    /// The number of attempts after which blockers are killed, if that is requested.
    private static let patience = 2

    let context: StepContext

    private var session: Session { context.session }
    private var settings: RunSettings { context.settings }

    /// Runs the statement.
    ///
    /// - Throws: `SutureError` with the code `metadata-lock` when the table stays in use; `MySQLError` when the server
    ///   refuses the statement.
    func run(_ statement: Statement) throws {
        let before: Int? = try session.value("SELECT @@session.lock_wait_timeout")
        let seconds = max(1, Int(settings.metadataLockTimeout.components.seconds))
        try session.execute("SET SESSION lock_wait_timeout = \(raw: String(seconds))")
        // Reads and chunks block nobody while they wait for a table, so they wait as long as the session is configured
        // to.
        defer { _ = try? session.execute("SET SESSION lock_wait_timeout = \(raw: String(before ?? 86_400))") }
        // These attempts have longer pauses between them, and check the fence.
        let repeatsStatement = session.repeatsStatement
        session.repeatsStatement = nil
        defer { session.repeatsStatement = repeatsStatement }
        var attempt = 0
        var killed: Set<UInt64> = []
        while true {
            try context.checkpoint()
            do {
                try execute(statement)
                return
            } catch let error as MySQLError where error.isTransient {
                attempt += 1
                let tables = try TablesOfStatement(statement: statement, schema: context.schema).names
                let holders = try LockHolders.find(of: tables, in: session)
                guard attempt <= settings.metadataLockRetries else { throw failure(attempt, tables, holders) }
                context.report(.retrying(reason: reason(tables, holders, error), attempt: attempt))
                if settings.killsBlockers, attempt >= Self.patience {
                    killed.formUnion(try kill(holders, heldFor: seconds, besides: killed))
                }
                try pause(attempt)
            }
        }
    }

    private func execute(_ statement: Statement) throws {
        guard settings.findsDefinitionMethods else {
            try session.execute(statement)
            return
        }
        let start = ContinuousClock.now
        let method = try DefinitionMethod.run(statement, in: session)
        context.report(.defined(statement: statement.text, method: method, duration: ContinuousClock.now - start))
    }

    private func reason(_ tables: Set<String>, _ holders: LockHolders, _ error: MySQLError) -> String {
        guard let first = holders.found.first else {
            return "\(inUse(tables)). \(holders.remark.isEmpty ? error.message : holders.remark)"
        }
        let remark = holders.remark.isEmpty ? "" : ". \(holders.remark)"
        let others = holders.found.count > 1 ? ", and \(holders.found.count - 1) more" : ""
        let blocker = holders.isCertain ? "by \(first.text)" : "perhaps by \(first.text)"
        return "\(inUse(tables)), \(blocker)\(others)\(remark)"
    }

    private func inUse(_ tables: Set<String>) -> String {
        tables.isEmpty ? "a table is in use" : "\(tables.sorted().joined(separator: ", ")) in use"
    }

    private func failure(_ attempts: Int, _ tables: Set<String>, _ holders: LockHolders) -> SutureError {
        let shown = holders.found.prefix(10).map { holders.isCertain ? $0.text : "perhaps \($0.text)" }
        let more = holders.found.count > shown.count ? ["and \(holders.found.count - shown.count) more"] : []
        return SutureError(
            .metadataLock,
            "The definition could not be changed: \(inUse(tables)) at each of \(attempts) attempts.",
            remedy:
                "End the transactions of these connections, or have them killed with --kill-blockers, and run the same "
                + "command again: it goes on from here.",
            outcome: .failed,
            details: shown + more + (holders.remark.isEmpty ? [] : [holders.remark])
        )
    }

    /// Kills the connections that held the tables for the whole of the attempt, if the server is certain of it.
    ///
    /// Later connections have only waited behind the attempt, and will be through soon.
    private func kill(_ holders: LockHolders, heldFor seconds: Int, besides done: Set<UInt64>) throws -> Set<UInt64> {
        guard holders.isCertain else {
            tell("No connection is killed on a guess. \(holders.remark)")
            return []
        }
        var killed: Set<UInt64> = []
        for holder in holders.found where holder.secondsHeld >= seconds - 1 && !done.contains(holder.connectionID) {
            if holder.isOfServer {
                tell("Not killed, as it belongs to the server or to replication: \(holder.text).")
                continue
            }
            do {
                try session.execute("KILL CONNECTION \(raw: String(holder.connectionID))")
                tell("Killed \(holder.text), as --kill-blockers says.")
                killed.insert(holder.connectionID)
            } catch let error as MySQLError where error.code.rawValue == 1094 {
                // It has already ended.
            } catch let error as MySQLError where error.isPrivilege || error.code.rawValue == 1095 {
                tell("The account may not kill connection \(holder.connectionID): \(error.message)")
            }
        }
        return killed
    }

    private func tell(_ text: String) {
        context.report(.note(Note(.warning, .metadataLock, text)))
    }

    /// Lets through the connections that came after the attempt; longer each time.
    private func pause(_ attempt: Int) throws {
        let clock = ContinuousClock()
        let end = clock.now + min(settings.metadataLockPause * (1 << min(attempt - 1, 3)), .seconds(16))
        while clock.now < end {
            try context.guardian.checkInterruption()
            Pause.wait(min(.milliseconds(200), end - clock.now))
        }
    }
}

extension SutureError.Code {
    /// A table whose definition is to be changed stays in use by other sessions.
    public static let metadataLock = Self(rawValue: "metadata-lock")
}
