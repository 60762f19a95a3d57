import MySQLClient

extension MigrationRunner {
    /// Returns the data that is retained so that versions can be reverted, oldest first; read-only.
    public func journals() async throws -> [JournalUsage] {
        try await read { try JournalInventory(scope: $0).all() }
    }

    /// Returns the journals that ``prune(_:)`` would drop now; read-only.
    public func planPruning(_ request: PruneRequest) async throws -> [JournalUsage] {
        try await read { try JournalInventory(scope: $0).due(request) }
    }

    /// Drops journals, and with them the only way to revert their versions.
    ///
    /// The changes themselves stay, and so do the redirects of retired keys. A version is first recorded as pruned; an
    /// interrupted prune is resumed by pruning again. Rows that a rollback has overwritten are dropped with their
    /// version's journal.
    ///
    /// - Parameter request: The journals to drop.
    /// - Returns: The dropped journals.
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
            // Checks that the run still holds the lock and was not asked to stop, and waits for replicas.
            try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {}
            try OwnTable(name: scope.names.table(table)).drop(in: scope.session)
        }
    }
}
