import MySQLClient

/// The statements of one chunk: journal the rows, change them, complete the journal.
struct ChunkStatements {
    let change: TableChange
    let entry: JournalEntry
    let table: Table
    let staged: Statement
    let names: StateNames
    /// The foreign keys that the journal marks, row by row, as broken or intact.
    let broken: BrokenKeys

    private var journal: Statement { names.table(entry.journalTable) }
    private var target: Statement { "\(table: table)" }
    private var sequence: Statement { "\(identifier: JournalColumn.sequence)" }

    private func column(_ role: JournalColumn.Role, _ name: String) -> Statement {
        "\(identifier: JournalColumn.name(role, name))"
    }

    private func stageMatch(_ alias: Statement) -> Statement {
        table.keyColumns.enumerated()
            .map { "\(alias).\(identifier: $1) = w.\(identifier: "key_\($0 + 1)")" as Statement }
            .joined(separator: " AND ")
    }

    private var filter: Statement {
        change.filter.text.isEmpty ? "" : "AND (\(change.filter))"
    }

    private func within(_ alias: Statement, _ range: ClosedRange<UInt64>) -> Statement {
        "\(alias).\(sequence) BETWEEN \(range.lowerBound) AND \(range.upperBound)"
    }

    /// Journals the rows that still meet the filter, and locks them.
    func journalRows(_ range: ClosedRange<UInt64>) -> Statement {
        let keys = entry.keyColumns
        var columns = [sequence] + keys.map { column(.key, $0) }
        var values: [Statement] = ["w.\(sequence)"]
        var joins = change.joins
        switch change.kind {
        case .insert:
            values += keys.indices.map { "w.\(identifier: "key_\($0 + 1)")" }
            let isMissing = "e.\(identifier: keys.first ?? "") IS NULL" as Statement
            return """
                INSERT INTO \(journal) (\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM \(staged) AS w
                LEFT JOIN \(table.byKey("e")) ON \(stageMatch("e")) \(change.joins)
                WHERE \(within("w", range)) AND \(isMissing)
                """
        case .delete:
            values += keys.map { "t.\(identifier: $0)" }
            columns += entry.changedColumns.map { column(.old, $0) }
            values += entry.changedColumns.map { "t.\(identifier: $0)" }
            if let survivors = change.survivors {
                columns += keys.map { column(.survivor, $0) }
                values += survivors.staying.map { "s.\(identifier: $0)" }
                joins =
                    joins
                    + " LEFT JOIN \(survivors.table) AS s ON \(survivors.match("s", keys.map { "t.\(identifier: $0)" }))"
            }
        default:
            values += keys.map { "t.\(identifier: $0)" }
            columns += entry.changedColumns.map { column(.old, $0) } + entry.changedColumns.map { column(.new, $0) }
            values += entry.changedColumns.map { "t.\(identifier: $0)" } + change.assignments.map(\.expression)
        }
        columns += broken.keys.map { "\(identifier: BrokenKeys.column($0))" }
        values += broken.keys.map(BrokenKeys.isBroken)
        return """
            INSERT INTO \(journal) (\(columns.joined(separator: ", ")))
            SELECT \(values.joined(separator: ", ")) FROM \(staged) AS w
            STRAIGHT_JOIN \(table.byKey("t")) ON \(stageMatch("t")) \(joins)
            WHERE \(within("w", range)) \(filter) FOR UPDATE
            """
    }

    /// Changes the journalled rows.
    func changeRows(_ range: ClosedRange<UInt64>) -> Statement {
        let match = table.keyColumns
            .map { "t.\(identifier: $0) = j.\(column(.key, $0))" as Statement }
            .joined(separator: " AND ")
        switch change.kind {
        case .insert:
            return """
                INSERT INTO \(target) (\(identifiers: change.assignments.map(\.column)))
                SELECT \(change.assignments.map(\.expression).joined(separator: ", ")) FROM \(staged) AS w
                JOIN \(journal) AS j ON j.\(sequence) = w.\(sequence) \(change.joins)
                WHERE \(within("w", range))
                """
        case .delete:
            return """
                DELETE t FROM \(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(match) WHERE \(within("j", range))
                """
        default:
            let values = entry.changedColumns
                .map { "t.\(identifier: $0) = j.\(column(.new, $0))" as Statement }
            return """
                UPDATE \(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(match)
                SET \((values + table.unchangedTimestamps(besides: entry.changedColumns)).joined(separator: ", "))
                WHERE \(within("j", range))
                """
        }
    }

    /// Reads back what the server stored where it may differ from the assigned value: defaults and triggers.
    func completeJournal(_ range: ClosedRange<UInt64>) -> Statement? {
        guard change.kind == .insert || (change.kind == .update && !table.triggers.isEmpty) else { return nil }
        let values = entry.changedColumns
            .map { "j.\(column(.new, $0)) = t.\(identifier: $0)" as Statement }
            .joined(separator: ", ")
        return """
            UPDATE \(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(entry.keyMatch())
            SET \(values) WHERE \(within("j", range))
            """
    }
}

extension Table {
    /// Assignments that preserve the columns which the server would set to the time of the update.
    func unchangedTimestamps(besides changed: [String]) -> [Statement] {
        columns
            .filter { $0.isUpdatedByServer && !changed.contains($0.name) }
            .map { "t.\(identifier: $0.name) = t.\(identifier: $0.name)" }
    }
}
