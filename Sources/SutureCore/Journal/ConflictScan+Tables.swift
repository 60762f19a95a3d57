import MySQLClient

extension ConflictScan {
    /// Returns the effects of the rollback by table, in the order of the names.
    func tables(_ report: ConflictReport) throws -> [RollbackTable] {
        var tables: [String: RollbackTable] = [:]
        for entry in entries where entry.hasRows {
            tables[entry.table, default: RollbackTable(table: entry.table)].changes += entry.changedRows
        }
        for table in report.tables {
            try countConflicts(&tables[table, default: RollbackTable(table: table)])
        }
        if tables.values.contains(where: { $0.referenced > 0 }) {
            for (child, rows) in try referringRows() {
                tables[child, default: RollbackTable(table: child)].referring = rows
            }
        }
        return tables.values.sorted { $0.table < $1.table }
    }

    /// Counts the rows in conflict of all tables, each row once: in total, and those that only the policy `keep`
    /// resolves.
    func countRows(_ report: inout ConflictReport) throws {
        let restorable = Conflict.Reason.allCases.filter(\.isRestorable).map { Statement.literal($0.rawValue) }
        for table in report.tables {
            let counts = try session.firstRow(
                """
                SELECT COUNT(DISTINCT row_key) AS n,
                  COUNT(DISTINCT IF(reason IN (\(raw: restorable.joined(separator: ", "))), NULL, row_key)) AS unrestorable
                FROM (\(try conflicts(of: table))) AS c
                """
            )
            report.rows += try counts?.get("n") ?? 0
            report.unrestorableRows += try counts?.get("unrestorable") ?? 0
        }
    }

    /// Counts the rows marked to remain unchanged, each row once.
    func keptRows() throws -> Int {
        try Dictionary(grouping: entries.filter(\.hasRows), by: \.table).values
            .reduce(0) { sum, entries in
                let marked = entries.map { entry in
                    "SELECT \(rowKey(entry)) AS row_key FROM \(journal(entry)) AS j WHERE NOT \(isTakenBack("j"))"
                        as Statement
                }
                return try sum
                    + (session.value(
                        "SELECT COUNT(DISTINCT row_key) FROM (\(marked.joined(separator: " UNION ALL "))) AS k"
                    ) ?? 0)
            }
    }

    /// Returns every conflict of a table, as the key of the row and the reason; a row can have several.
    private func conflicts(of table: String) throws -> Statement {
        try entries.filter { $0.table == table && $0.hasRows }
            .flatMap { entry in
                try probes(for: entry)
                    .map { "SELECT \(rowKey(entry)) AS row_key, \($0.reason) AS reason \($0.source)" as Statement }
            }
            .joined(separator: " UNION ALL ")
    }

    /// Returns the primary key of a journalled row `j`, as one value.
    private func rowKey(_ entry: JournalEntry) -> Statement {
        let key = entry.keyColumns.map {
            "HEX(CAST(j.\(identifier: JournalColumn.name(.key, $0)) AS BINARY))" as Statement
        }
        return "CONCAT_WS('/', \(key.joined(separator: ", ")))"
    }

    private func countConflicts(_ table: inout RollbackTable) throws {
        // The server's last row, without a reason, counts each row once.
        let counts = try session.rows(
            """
            SELECT reason, COUNT(DISTINCT row_key) AS n FROM (\(try conflicts(of: table.table))) AS c
            GROUP BY reason WITH ROLLUP
            """
        )
        for row in counts {
            let rows: Int = try row.get("n")
            switch try row.get("reason", as: String?.self).flatMap(Conflict.Reason.init(rawValue:)) {
            case nil: table.conflicts = rows
            case .edited: table.edited = rows
            case .deleted: table.deleted = rows
            case .occupied: table.occupied = rows
            case .valueTaken: table.valueTaken = rows
            case .referenced: table.referenced = rows
            case .parentMissing: table.parentMissing = rows
            case .survivorDeleted: table.survivorDeleted = rows
            }
        }
    }

    /// Counts the rows added since that refer to rows that would be removed, by table; each row once.
    private func referringRows() throws -> [String: Int] {
        var tests: [String: [Statement]] = [:]
        for entry in entries where entry.hasRows && entry.kind != .delete {
            let table = try schema.table(entry.table)
            for key in references(to: entry) {
                let match = zip(key.columns, key.parentColumns)
                    .map { "c.\(identifier: $0) = q.\(identifier: $1)" as Statement }
                    .joined(separator: " AND ")
                tests[key.table, default: []]
                    .append(
                        """
                        (EXISTS (SELECT 1 FROM \(journal(entry)) AS j
                          JOIN \(table.byKey("q")) ON \(entry.keyMatch(target: "q"))
                          WHERE \(match) AND \(isApplied(entry, "j")) AND \(try entry.changes(key.parentColumns, table)))
                          \(notJournalled(key.table, alias: "c", touching: key.columns)))
                        """
                    )
            }
        }
        return
            try tests.mapValuesWithKeys { child, tests in
                try session.value(
                    "SELECT COUNT(*) FROM \(table: schema.table(child)) AS c WHERE \(tests.joined(separator: " OR "))"
                ) ?? 0
            }
            .filter { $0.value > 0 }
    }
}

extension Dictionary {
    fileprivate func mapValuesWithKeys<Result>(_ transform: (Key, Value) throws -> Result) rethrows -> [Key: Result] {
        try Dictionary<Key, Result>(uniqueKeysWithValues: map { ($0.key, try transform($0.key, $0.value)) })
    }
}
