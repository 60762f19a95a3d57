import MySQLClient

extension MigrationRunner {
    /// What is kept so that versions can be taken back, oldest first; reads only.
    public func journals() async throws -> [JournalUsage] {
        try await read { try JournalInventory(scope: $0).all() }
    }

    /// What ``prune(_:)`` would drop now; reads only.
    public func planPruning(_ request: PruneRequest) async throws -> [JournalUsage] {
        try await read { try JournalInventory(scope: $0).due(request) }
    }

    /// Drops journals, and with them the only way to take their versions back.
    ///
    /// The changes themselves stay, and so do the redirects of retired keys. A version is first recorded as pruned; whoever
    /// is interrupted then is gone on with by pruning again. Rows that a rollback has overwritten go with their version's
    /// journal.
    ///
    /// - Parameter request: Which journals.
    /// - Returns: What was dropped.
    /// - Throws: `SutureError` when a named version is unknown or interrupted; `MySQLError` when the server refuses.
    public func prune(_ request: PruneRequest) async throws -> [JournalUsage] {
        try await locked(unless: { scope in
            try JournalInventory(scope: scope).due(request).isEmpty ? [] : nil
        }) { hold in
            let due = try await recovering(hold) { scope in
                try StateInspection(scope: scope).require(for: [], isLocked: true)
                return try JournalInventory(scope: scope).due(request)
            }
            try await recovering(hold) { scope in
                for usage in due { try Self.prune(usage, in: scope) }
            }
            return due
        }
    }

    private static func prune(_ usage: JournalUsage, in scope: RunScope) throws {
        try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
            try scope.session.execute(
                """
                UPDATE \(scope.names.journal) SET state = \(JournalEntry.State.pruned.rawValue)
                WHERE version = \(usage.version.number)
                """
            )
            try scope.history.recordPruning(of: usage.version, host: scope.settings.host)
        }
        for table in usage.tables {
            // Whether the run still holds the lock, is to stop, or has to wait for replicas.
            try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {}
            try OwnTable(name: scope.names.table(table)).drop(in: scope.session)
        }
    }
}
