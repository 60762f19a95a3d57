import MySQLClient

/// Restores rows of one change at once that conflict with each other, since each has a unique value that another gets.
///
/// Only edits leave rows in such a chain or cycle, and these rows are restored only when they are overwritten. No order
/// of updates works for a cycle, so the rows are deleted and added again in one transaction. It runs with
/// `foreign_key_checks` off, so that references to the rows stay as they are; the references of the rows are checked.
struct ValueExchange {
    let context: StepContext
    let statements: RevertStatements
    /// The last journal row that is left to restore.
    let position: UInt64

    private var session: Session { context.session }
    private var entry: JournalEntry { statements.entry }
    private var table: Table { statements.table }
    private var journal: Statement { context.names.table(entry.journalTable) }
    private static let kept = OwnTable(name: "suture_exchanged", isTemporary: true)

    /// Returns whether rows of a change can be deleted and added again without any other effect.
    static func isPossible(_ entry: JournalEntry, _ table: Table, in schema: Schema) -> Bool {
        let keys = schema.references(to: table.name) + schema.unreadReferences.filter { $0.parent == table.name }
        return !table.triggers.contains { $0.event != .update }
            && Set(entry.changedColumns).isDisjoint(with: entry.kind == .update ? entry.keyColumns : [])
            && keys.allSatisfy { Set($0.parentColumns) == Set(table.keyColumns) }
    }

    /// Restores the last remaining row, with those that conflict with it.
    ///
    /// - Parameter prepare: Saves the current rows of a chunk, and checks whether they may be restored.
    /// - Returns: The change without the row; nil when no row of the change conflicts with it.
    /// - Throws: `MySQLError` when another row conflicts.
    func putBackLast(_ prepare: (ClosedRange<UInt64>) throws -> Void) throws -> JournalEntry? {
        guard Self.isPossible(entry, table, in: try context.schema) else { return nil }
        if entry.kind == .update { try Self.kept.create(definition, in: session) }
        defer { if entry.kind == .update { _ = try? Self.kept.drop(in: session) } }
        return try context.chunk {
            let rows = try rowsInTheWay()
            guard rows.count > 1 else { return nil }
            for row in rows { try prepare(row...row) }
            let isChosen: Statement = "j.\(identifier: JournalColumn.sequence) IN (\(list(rows)))"
            try session.withoutForeignKeyChecks { try exchange(isChosen) }
            let references = RestoredReferences(
                entry: entry,
                table: table,
                names: context.names,
                broken: statements.broken
            )
            for count in references.countMissing(where: isChosen) {
                guard try session.value(count) ?? 0 == 0 else { throw MissingReference() }
            }
            var moved = entry
            moved.position = position - 1
            try context.journal.save(moved)
            return moved
        }
    }

    private func exchange(_ isChosen: Statement) throws {
        let columns = table.writableColumns.map(\.name)
        let rows: Statement = "\(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(entry.keyMatch())"
        let values = columns.map { former($0) }.joined(separator: ", ")
        if entry.kind == .update {
            try session.execute("DELETE FROM \(Self.kept.name)")
            try session.execute(
                "INSERT INTO \(Self.kept.name) (\(identifiers: columns)) SELECT \(values) FROM \(rows) WHERE \(isChosen)"
            )
        }
        try session.execute("DELETE t FROM \(rows) WHERE \(isChosen)")
        let source: Statement =
            entry.kind == .update
            ? "SELECT \(identifiers: columns) FROM \(Self.kept.name)"
            : "SELECT \(values) FROM \(journal) AS j WHERE \(isChosen)"
        try session.execute("INSERT INTO \(table: table) (\(identifiers: columns)) \(source)")
    }

    /// Returns the last remaining row, and those of the change that have the values which it, or another of them, gets
    /// back.
    private func rowsInTheWay() throws -> [UInt64] {
        let sequence: Statement = "\(identifier: JournalColumn.sequence)"
        let indexes = table.uniqueIndexes.compactMap { IndexValues($0, of: table) }
        var found = [position]
        var newest = found
        while !newest.isEmpty {
            let (from, known) = (list(newest), list(found))
            newest = []
            for values in indexes {
                let match = zip(values.values(in: "x"), values.values(former))
                    .map { "\($0) = \($1)" as Statement }
                    .joined(separator: " AND ")
                let rows = try session.rows(
                    """
                    SELECT DISTINCT k.\(sequence) AS s FROM \(journal) AS j
                    LEFT JOIN \(table.byKey("t")) ON \(entry.keyMatch())
                    JOIN \(table: table) AS x ON \(match)
                    JOIN \(journal) AS k ON \(entry.keyMatch(journal: "k", target: "x"))
                    WHERE j.\(sequence) IN (\(from)) AND k.\(sequence) NOT IN (\(known))
                    AND k.\(sequence) <= \(position) AND NOT k.\(identifier: JournalColumn.kept)
                    """
                )
                newest += try rows.map { try $0.get("s", as: UInt64.self) }.filter { !newest.contains($0) }
            }
            found += newest
        }
        return found
    }

    private func former(_ column: String) -> Statement {
        entry.changedColumns.contains(column)
            ? "j.\(identifier: JournalColumn.name(.old, column))" : "t.\(identifier: column)"
    }

    private func list(_ rows: [UInt64]) -> Statement {
        rows.map { "\(raw: String($0))" as Statement }.joined(separator: ", ")
    }

    private var definition: Statement {
        let columns = table.writableColumns
            .map { "\(identifier: $0.name) \($0.storageType(isNullable: true))" as Statement }
            .joined(separator: ", ")
        return "(\(columns)) \(OwnTable.options)"
    }
}
