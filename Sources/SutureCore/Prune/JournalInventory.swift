import MySQLClient

/// Reads the data that is retained so that versions can be reverted.
struct JournalInventory {
    let scope: RunScope

    private var session: Session { scope.session }
    private var names: StateNames { scope.names }

    /// Returns the versions that have, or had, rows to restore, oldest first; excludes unfinished versions.
    func all() throws -> [JournalUsage] { try usages("TRUE") }

    /// Returns the journals that a request asks to drop, oldest first.
    ///
    /// - Throws: `SutureError` when it names a version that does not exist, or that a run has not finished.
    func due(_ request: PruneRequest) throws -> [JournalUsage] {
        switch request.extent {
        case .olderThan(let days):
            return try usages("ended_at <= UTC_TIMESTAMP(6) - INTERVAL \(days) DAY").filter(\.isPrunable)
        case .versions(let versions):
            let history = try scope.history.all()
            for version in versions.sorted() {
                guard let last = history.last(where: { $0.version == version }) else {
                    throw SutureError(
                        .unknownVersion,
                        "Version \(version) was never applied, so it has no journal.",
                        remedy: "See suture journal."
                    )
                }
                guard !last.isInterrupted else {
                    throw SutureError(
                        .unsupported,
                        "Version \(version) is interrupted: whoever goes on with it needs its journal.",
                        remedy: "Go on with it by suture up, or take it back by suture down."
                    )
                }
            }
            return try usages("TRUE").filter { versions.contains($0.version) && $0.isPrunable }
        }
    }

    /// Returns the versions whose journals were dropped.
    func pruned() throws -> Set<MigrationVersion> {
        guard try StateTables(session: session, names: names).exist() else { return [] }
        let state = JournalEntry.State.pruned.rawValue
        let rows = try session.rows("SELECT DISTINCT version FROM \(names.journal) WHERE state = \(state)")
        return Set(try rows.map { MigrationVersion(try $0.get("version", as: Int64.self)) })
    }

    private func usages(_ condition: Statement) throws -> [JournalUsage] {
        guard try StateTables(session: session, names: names).exist() else { return [] }
        let tables = try tables()
        let recordsPruning = try StateTables(session: session, names: names).missingColumns().isEmpty
        let prunedAt: Statement = recordsPruning ? "DATE_FORMAT(MAX(h.pruned_at), '%Y-%m-%d %H:%i:%s')" : "NULL"
        let prunedBy: Statement = recordsPruning ? "MAX(h.pruned_by)" : "NULL"
        // For each version, the last application.
        let rows = try session.rows(
            """
            SELECT version, name, DATE_FORMAT(ended_at, '%Y-%m-%d %H:%i:%s') AS ended, changed, pruned,
              pruned_at, pruned_by
            FROM (SELECT h.version, h.name, COALESCE(h.reverted_at, h.finished_at) AS ended_at,
                CAST(COALESCE(SUM(j.changed_rows), 0) AS SIGNED) AS changed, COALESCE(MAX(j.state = 'pruned'), FALSE) AS pruned,
                \(prunedAt) AS pruned_at, \(prunedBy) AS pruned_by
              FROM \(names.history) AS h LEFT JOIN \(names.journal) AS j ON j.version = h.version
              WHERE h.state IN ('applied', 'reverted')
                AND h.id = (SELECT MAX(l.id) FROM \(names.history) AS l WHERE l.version = h.version)
              GROUP BY h.id, h.version, h.name, h.reverted_at, h.finished_at) AS u
            WHERE \(condition) ORDER BY version
            """
        )
        return try rows.compactMap { row in
            let version = MigrationVersion(try row.get("version", as: Int64.self))
            let changed: Int = try row.get("changed")
            // The empty tables of a change that found nothing to do revert nothing.
            let own = tables.filter { $0.version == version && (changed > 0 || $0.isOverwritten) }
            guard changed > 0 || !own.isEmpty else { return nil }
            let isPruned: Bool = try row.get("pruned")
            return JournalUsage(
                version: version,
                name: try row.get("name"),
                endedAt: try row.get("ended"),
                rows: changed,
                bytes: own.reduce(0) { $0 + $1.bytes },
                isPruned: isPruned,
                prunedAt: isPruned ? try row.get("pruned_at") : nil,
                prunedBy: isPruned ? try row.get("pruned_by") : nil,
                tables: own.map(\.name)
            )
        }
    }

    private struct OwnedTable {
        let version: MigrationVersion
        let name: String
        let isOverwritten: Bool
        let bytes: Int
    }

    private func tables() throws -> [OwnedTable] {
        let schema = try names.schema ?? session.database
        return
            try session.rows(
                """
                SELECT TABLE_NAME AS name, CAST(COALESCE(DATA_LENGTH + INDEX_LENGTH, 0) AS SIGNED) AS bytes
                FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(bind: schema) AND TABLE_NAME LIKE 'suture\\_%'
                ORDER BY TABLE_NAME
                """
            )
            .compactMap { row in
                let name: String = try row.get("name")
                guard let parts = name.wholeMatch(of: #/suture_(journal|overwritten)_([0-9]+)_[0-9_]+/#)?.output,
                    let version = MigrationVersion(String(parts.2))
                else { return nil }
                let isOverwritten = parts.1 == "overwritten"
                return OwnedTable(
                    version: version,
                    name: name,
                    isOverwritten: isOverwritten,
                    bytes: try row.get("bytes")
                )
            }
    }
}
