import MySQLClient

/// Reads and deletes the rows of `suture_redirects`.
struct RedirectStore {
    let session: Session
    let names: StateNames

    /// The redirects to return.
    struct Filter {
        var table: String?
        var key: String?

        fileprivate var condition: Statement {
            var condition: Statement = "TRUE"
            if let table { condition = condition + " AND LOWER(table_name) = LOWER(\(table))" }
            if let key { condition = condition + " AND old_key = \(key)" }
            return condition
        }
    }

    /// Returns whether the table exists; it does not if only an older version of Suture has run, or none.
    func exists() throws -> Bool {
        try StateTables(session: session, names: names).have(["suture_redirects"])
    }

    func count(_ filter: Filter) throws -> Int {
        try session.value("SELECT COUNT(*) FROM \(names.redirects) WHERE \(filter.condition)") ?? 0
    }

    /// Returns one page of redirects with their chains, after an identifier, in the order in which they were written.
    ///
    /// - Returns: The redirects, and the identifier to continue after; nil at the end.
    func page(_ filter: Filter, after last: UInt64, limit: Int) throws -> (redirects: [Redirect], last: UInt64?) {
        // A survivor that a later change retired leads on. The keys of one change are retired at once, so two rows that
        // swap their keys lead nowhere.
        let rows = try session.rows(
            """
            WITH RECURSIVE chosen AS (
              SELECT id FROM \(names.redirects) WHERE \(filter.condition) AND id > \(last)
              ORDER BY id LIMIT \(raw: String(limit))
            ), chain (origin, id, hop) AS (
              SELECT id, id, 0 FROM chosen UNION ALL
              SELECT c.origin, n.id, c.hop + 1 FROM chain AS c
              JOIN \(names.redirects) AS r ON r.id = c.id
              JOIN \(names.redirects) AS n ON n.id = (
                SELECT MIN(x.id) FROM \(names.redirects) AS x
                WHERE x.table_name = r.table_name AND x.old_key = r.survivor_key AND x.id > r.id
                AND NOT (x.version = r.version AND x.step = r.step AND x.round = r.round AND x.ordinal = r.ordinal))
            )
            SELECT c.origin, c.hop, r.version, r.table_name, r.key_parts, r.old_key, r.survivor_key
            FROM chain AS c JOIN \(names.redirects) AS r ON r.id = c.id ORDER BY c.origin, c.hop
            """
        )
        var found: [Redirect] = []
        for row in rows {
            let isFirst = try row.get("hop", as: Int.self) == 0
            let before = isFirst ? nil : found.popLast()
            found.append(
                Redirect(
                    version: try before?.version ?? MigrationVersion(row.get("version", as: Int64.self)),
                    table: try row.get("table_name"),
                    key: try before?.key ?? row.get("old_key"),
                    survivor: try row.get("survivor_key"),
                    via: before.map { $0.via + [$0.survivor] } ?? [],
                    keyParts: try row.get("key_parts")
                )
            )
        }
        let next = try found.count < limit ? nil : rows.last?.get("origin", as: UInt64.self)
        return (found, next)
    }

    /// Deletes one chunk of the keys that a step retired.
    ///
    /// - Returns: True if there may be more.
    func remove(_ version: MigrationVersion, step: Int, limit: Int) throws -> Bool {
        let chosen: Statement = """
            JOIN (SELECT id FROM \(names.redirects) WHERE version = \(version.number) AND step = \(step)
              LIMIT \(raw: String(limit))) AS chosen ON chosen.id = r.id
            """
        let result = try session.execute(StateNames.delete(from: names.redirects, joins: chosen))
        return result.matchedRows >= UInt64(limit)
    }
}

extension StepContext {
    /// Deletes the keys that the step retired, in short transactions, after its rows are restored.
    func forgetRedirects() throws {
        let store = RedirectStore(session: session, names: names)
        while try chunk({ try store.remove(version, step: ordinal, limit: settings.chunkRows) }) {}
    }
}

extension StepContext {
    /// True if the keys that steps have retired are recorded here.
    public var hasRedirects: Bool {
        get throws { try RedirectStore(session: session, names: names).exists() }
    }
}
