import MySQLClient

/// Looks for conflicts of a rollback before anything is taken back.
///
/// The journals of one rollback follow each other: what an early change left may have been changed again by a later one,
/// rightly. So each is compared with what the later ones will have put back by then, and only where no later one touched a
/// row with the row itself.
struct ConflictScan {
    let session: Session
    let names: StateNames
    let schema: Schema
    /// Every change that the rollback takes back, the oldest first.
    let entries: [JournalEntry]
    /// What the rollback drops itself.
    let dropped: DroppedConstraints
    /// Whether the rollback runs raw SQL, which may change columns back before rows are put into them.
    let runsSQL: Bool

    /// Finds the conflicts of all changes.
    func report() throws -> ConflictReport {
        var report = ConflictReport()
        for entry in entries where entry.hasRows {
            for probe in try probes(for: entry) {
                let counts = try session.rows(
                    "SELECT \(probe.reason) AS reason, COUNT(*) AS n \(probe.source) GROUP BY reason"
                )
                for row in counts { report.reasons[try Self.reason(of: row), default: 0] += try row.get("n") }
                guard !counts.isEmpty else { continue }
                report.tables.insert(entry.table)
                let room = ConflictReport.limit - report.conflicts.count
                report.conflicts += try list(probe, entry, limit: room)
            }
        }
        try countRows(&report)
        return report
    }

    /// Marks the rows that are in conflict, so that the rollback leaves them as they stand.
    ///
    /// - Returns: How many rows are marked, each counted once.
    func keepConflicts(_ context: (JournalEntry) -> StepContext) throws -> Int {
        var marked = 0
        repeat {
            // A row that is left as it stands may be what another one would refer to, or refer to one that would go.
            marked = try entries.filter(\.hasRows)
                .reduce(0) { sum, entry in
                    try probes(for: entry).reduce(sum) { try $0 + mark($1, entry, context(entry)) }
                }
        } while marked > 0
        return try keptRows()
    }

    private func mark(_ probe: Probe, _ entry: JournalEntry, _ context: StepContext) throws -> Int {
        let sequence: Statement = "\(identifier: JournalColumn.sequence)"
        let kept: Statement = "\(identifier: JournalColumn.kept)"
        // MySQL updates no table that its subquery reads, unless DISTINCT has that read to its end before.
        return try context.chunk {
            let result = try session.execute(
                """
                UPDATE \(journal(entry)) AS k
                JOIN (SELECT DISTINCT j.\(sequence) AS s \(probe.source)) AS c ON c.s = k.\(sequence)
                SET k.\(kept) = TRUE WHERE NOT k.\(kept)
                """
            )
            return Int(result.matchedRows)
        }
    }

    /// That a journalled row is not to be left as it stands.
    func isTakenBack(_ alias: Statement) -> Statement {
        "NOT \(alias).\(identifier: JournalColumn.kept)"
    }

    struct Probe {
        let reason: Statement
        let columns: Statement
        /// FROM and WHERE, over the journal row `j`.
        let source: Statement
    }

    func probes(for entry: JournalEntry) throws -> [Probe] {
        let table = try schema.table(entry.table)
        let columns = try JournalledColumns(entry, names, in: session)
        try runsSQL ? columns.requirePresent(in: table) : columns.requireUnchanged(in: table)
        var probes = [try edits(entry, table)] + keptLater(entry) + gone(entry, table)
        if columns.hasSurvivors { probes.append(withoutSurvivor(entry, table)) }
        if entry.kind != .delete {
            probes += try references(to: entry).map { try referenced(entry, table, by: $0) }
        }
        if entry.kind != .insert {
            probes += table.uniqueIndexes.filter { !dropped.contains($0.name, of: table.name, before: entry) }
                .flatMap { index in
                    [occupied(entry, table, index)].compactMap(\.self)
                        + RestoredOccupants(scan: self).probes(entry, table, index)
                }
            probes += try table.foreignKeys.filter { !dropped.contains($0.name, of: table.name, before: entry) }
                .compactMap { try orphaned(entry, table, $0) }
        }
        return probes
    }

    /// The foreign keys to what an insert added, or to keys that an update changed.
    func references(to entry: JournalEntry) -> [ForeignKey] {
        schema.references(to: entry.table)
            .filter { !dropped.contains($0.name, of: $0.table, before: entry) && entry.touches($0.parentColumns) }
    }

    func journal(_ entry: JournalEntry) -> Statement {
        names.table(entry.journalTable)
    }

    /// That a journalled row has not been taken back by an interrupted rollback.
    func isApplied(_ entry: JournalEntry, _ alias: Statement) -> Statement {
        "\(alias).\(identifier: JournalColumn.sequence) <= \(entry.position)"
    }

    /// Rows whose touched columns do not stand as they were left.
    private func edits(_ entry: JournalEntry, _ table: Table) throws -> Probe {
        let row = StandingRow(entry: entry, table: table, scan: self)
        let comparison = RowComparison(entry: entry, table: table, exists: row.exists, actual: row.value)
        let source: Statement = """
            FROM \(journal(entry)) AS j \(row.joins) WHERE \(isApplied(entry, "j")) AND \(comparison.isConflict)
            """
        let reason: Statement =
            entry.kind == .delete ? "'occupied'" : "IF(\(row.exists), 'edited', 'deleted')"
        return Probe(reason: reason, columns: comparison.conflictingColumns, source: source)
    }

    /// Rows that a later change deleted or put back, which is left as it is: what has their key now, if any, stays so.
    private func keptLater(_ entry: JournalEntry) -> [Probe] {
        entries.filter { $0.table == entry.table && $0.kind != .update && $0.hasRows && $0.order > entry.order }
            .map { other in
                let match = entry.keyColumns
                    .map { column -> Statement in
                        "l.\(identifier: JournalColumn.name(.key, column)) = j.\(identifier: entry.resultKey(column))"
                    }
                    .joined(separator: " AND ")
                let source: Statement = """
                    FROM \(journal(entry)) AS j JOIN \(journal(other)) AS l ON \(match)
                    WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND \(isApplied(other, "l")) AND NOT (\(isTakenBack("l")))
                    """
                return Probe(reason: "'occupied'", columns: "''", source: source)
            }
    }

    /// Rows that were taken out, put back, and deleted since: taking both back would bring them back.
    private func gone(_ entry: JournalEntry, _ table: Table) -> [Probe] {
        guard entry.kind == .insert else { return [] }
        let row = StandingRow(entry: entry, table: table, scan: self)
        return entries.filter { $0.table == entry.table && $0.kind == .delete && $0.hasRows && $0.order < entry.order }
            .map { other in
                let match = entry.keyColumns
                    .map {
                        "o.\(identifier: JournalColumn.name(.key, $0)) = j.\(identifier: entry.resultKey($0))"
                            as Statement
                    }
                    .joined(separator: " AND ")
                let source: Statement = """
                    FROM \(journal(entry)) AS j JOIN \(journal(other)) AS o ON \(match) \(row.joins)
                    WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND \(isApplied(other, "o")) AND NOT (\(row.exists))
                    """
                return Probe(reason: "'deleted'", columns: "''", source: source)
            }
    }

    /// Rows in whose place another one stayed, which was deleted since: they would come back in silence.
    private func withoutSurvivor(_ entry: JournalEntry, _ table: Table) -> Probe {
        let survivor = StandingRow(entry: entry, table: table, scan: self) { JournalColumn.name(.survivor, $0) }
        let key: Statement = "j.\(identifier: JournalColumn.name(.survivor, entry.keyColumns.first ?? ""))"
        let source: Statement = """
            FROM \(journal(entry)) AS j \(survivor.joins)
            WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND \(key) IS NOT NULL AND NOT (\(survivor.exists))
            """
        return Probe(reason: "'survivor-deleted'", columns: "''", source: source)
    }

    /// Rows added since that refer to an inserted row or to a changed key, which would go.
    private func referenced(_ entry: JournalEntry, _ table: Table, by key: ForeignKey) throws -> Probe {
        let match = zip(key.columns, key.parentColumns)
            .map { "c.\(identifier: $0) = q.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
        let source: Statement = """
            FROM \(journal(entry)) AS j JOIN \(table.byKey("q")) ON \(entry.keyMatch(target: "q"))
            WHERE \(isApplied(entry, "j")) AND \(try entry.changes(key.parentColumns, table)) AND EXISTS (
              SELECT 1 FROM \(key.quotedTable) AS c WHERE \(match) \(notJournalled(key.table, alias: "c", touching: key.columns)))
            """
        return Probe(reason: "'referenced'", columns: "\(raw: Statement.literal(key.table))", source: source)
    }

    /// Rows whose unique values another row has taken since.
    private func occupied(_ entry: JournalEntry, _ table: Table, _ index: Index) -> Probe? {
        let columns = index.columnNames
        guard columns.count == index.parts.count, columns.contains(where: entry.changedColumns.contains) else {
            return nil
        }
        let row = StandingRow(entry: entry, table: table, scan: self)
        let match = columns.map { "x.\(identifier: $0) = \(row.former($0))" as Statement }.joined(separator: " AND ")
        let other = notJournalled(entry.table, alias: "x", touching: columns)
        let source: Statement = """
            FROM \(journal(entry)) AS j \(row.joins) WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND EXISTS (
              SELECT 1 FROM \(table: table) AS x
              WHERE \(match) AND NOT (\(entry.keyMatch(target: "x"))) \(other))
            """
        let names: Statement = "\(raw: Statement.literal(columns.joined(separator: ",")))"
        return Probe(reason: "'occupied'", columns: names, source: source)
    }

    /// Rows that would refer to a parent which is gone.
    private func orphaned(_ entry: JournalEntry, _ table: Table, _ key: ForeignKey) throws -> Probe? {
        guard key.columns.contains(where: entry.changedColumns.contains) else { return nil }
        let row = StandingRow(entry: entry, table: table, scan: self)
        let value = row.former
        let isSet = key.columns.map { "\(value($0)) IS NOT NULL" as Statement }.joined(separator: " AND ")
        let match = zip(key.columns, key.parentColumns)
            .map { "p.\(identifier: $1) = \(value($0))" as Statement }
            .joined(separator: " AND ")
        // A parent that this rollback puts back first is no loss.
        let restored = try entries.filter { $0.table == key.parent && $0.hasRows && $0.putsBackKeys(key.parentColumns) }
            .map { other in
                let match = zip(key.columns, key.parentColumns)
                    .map { child, parent in
                        let isChanged = other.changedColumns.contains(parent)
                        let key: Statement =
                            isChanged ? "r.\(identifier: JournalColumn.name(.old, parent))" : "q.\(identifier: parent)"
                        return "\(key) = \(value(child))" as Statement
                    }
                    .joined(separator: " AND ")
                let row: Statement =
                    other.kind == .delete
                    ? ""
                    : "JOIN \(try schema.table(other.table).byKey("q")) ON \(other.keyMatch(journal: "r", target: "q"))"
                return """
                    AND NOT EXISTS (SELECT 1 FROM \(journal(other)) AS r \(row) WHERE \(match) AND \(isTakenBack("r")))
                    """ as Statement
            }
        let source: Statement = """
            FROM \(journal(entry)) AS j \(row.joins) WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND \(isSet)
            AND NOT EXISTS (SELECT 1 FROM \(key.quotedParent) AS p WHERE \(match)) \(restored.joined(separator: " "))
            """
        let names: Statement = "\(raw: Statement.literal(key.columns.joined(separator: ",")))"
        return Probe(reason: "'parent-missing'", columns: names, source: source)
    }

    /// That a row is not one of which this rollback will itself change one of the columns.
    func notJournalled(_ table: String, alias: Statement, touching columns: [String]) -> Statement {
        entries.filter { $0.table == table && $0.hasRows && $0.touches(columns) }
            .map { other -> Statement in
                let match = other.keyMatch(journal: "n", target: alias)
                return "AND NOT EXISTS (SELECT 1 FROM \(journal(other)) AS n WHERE \(match) AND \(isTakenBack("n")))"
            }
            .joined(separator: " ")
    }

    private static func reason(of row: Row) throws -> Conflict.Reason {
        Conflict.Reason(rawValue: try row.get("reason")) ?? .edited
    }

    private func list(_ probe: Probe, _ entry: JournalEntry, limit: Int) throws -> [Conflict] {
        guard limit > 0 else { return [] }
        let key = entry.keyColumns.map { "j.\(identifier: JournalColumn.name(.key, $0))" as Statement }
        let shown = key.map { "CAST(\($0) AS CHAR)" as Statement }.joined(separator: ", ")
        let rows = try session.rows(
            """
            SELECT CONCAT_WS('/', \(shown)) AS shown_key, \(probe.reason) AS reason, \(probe.columns) AS shown_columns
            \(probe.source) ORDER BY j.\(identifier: JournalColumn.sequence) LIMIT \(raw: String(limit))
            """
        )
        return try rows.map { row in
            let columns = try row.get("shown_columns", as: String?.self) ?? ""
            return Conflict(
                version: entry.version,
                table: entry.table,
                key: try row.get("shown_key"),
                columns: columns.split(separator: ",").map(String.init),
                reason: try Self.reason(of: row)
            )
        }
    }
}
