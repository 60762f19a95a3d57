import MySQLClient

extension ConflictScan {
    /// A query for one kind of conflict.
    struct Probe {
        let reason: Statement
        let columns: Statement
        /// FROM and WHERE, over the journal row `j`.
        let source: Statement
        /// The primary key of the conflicting row, as it is shown; nil without one.
        var occupant: Statement?
    }

    /// Returns all queries for conflicts of a change.
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
            probes += TakenValues(scan: self, entry: entry, table: table).probes()
            probes += try table.foreignKeys.filter { !dropped.contains($0.name, of: table.name, before: entry) }
                .compactMap { try orphaned(entry, table, $0, isMarked: columns.marks($0)) }
        }
        return probes
    }

    /// Returns the foreign keys to the rows of an insert, or to keys that an update changed.
    func references(to entry: JournalEntry) -> [ForeignKey] {
        schema.references(to: entry.table)
            .filter { !dropped.contains($0.name, of: $0.table, before: entry) && entry.touches($0.parentColumns) }
    }

    /// Finds rows whose touched columns have other values than the change left.
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

    /// Finds rows that a later change deleted or restored, and that remain unchanged: a row that has their key now
    /// stays.
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

    /// Finds rows that were removed, restored, and deleted since: reverting both changes would bring them back.
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

    /// Finds duplicates whose survivor was deleted since: they would reappear unnoticed.
    private func withoutSurvivor(_ entry: JournalEntry, _ table: Table) -> Probe {
        let survivor = StandingRow(entry: entry, table: table, scan: self) { JournalColumn.name(.survivor, $0) }
        let key: Statement = "j.\(identifier: JournalColumn.name(.survivor, entry.keyColumns.first ?? ""))"
        let source: Statement = """
            FROM \(journal(entry)) AS j \(survivor.joins)
            WHERE \(isApplied(entry, "j")) AND \(isTakenBack("j")) AND \(key) IS NOT NULL AND NOT (\(survivor.exists))
            """
        return Probe(reason: "'survivor-deleted'", columns: "''", source: source)
    }

    /// Finds rows added since that refer to an inserted row or to a changed key, which would be removed.
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

    /// Finds rows that would refer to a missing parent which existed before the change.
    private func orphaned(_ entry: JournalEntry, _ table: Table, _ key: ForeignKey, isMarked: Bool) throws -> Probe? {
        guard key.columns.contains(where: entry.changedColumns.contains) else { return nil }
        let row = StandingRow(entry: entry, table: table, scan: self)
        let value = row.former
        let isSet = key.columns.map { "\(value($0)) IS NOT NULL" as Statement }.joined(separator: " AND ")
        let match = zip(key.columns, key.parentColumns)
            .map { "p.\(identifier: $1) = \(value($0))" as Statement }
            .joined(separator: " AND ")
        // A parent that this rollback restores first is not missing.
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
            \(isMarked ? "AND NOT j.\(identifier: BrokenKeys.column(key))" : "")
            """
        let names: Statement = "\(raw: Statement.literal(key.columns.joined(separator: ",")))"
        return Probe(reason: "'parent-missing'", columns: names, source: source)
    }
}
