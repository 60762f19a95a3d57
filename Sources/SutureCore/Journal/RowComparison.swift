import MySQLClient

/// The SQL conditions that compare what stands in a table with what the journal says was left there.
///
/// Values are compared byte for byte, and NULL equals NULL. What stands there is given as SQL, since it is the row itself
/// when a chunk is taken back, and what later changes will have put back when conflicts are looked for before.
struct RowComparison {
    let entry: JournalEntry
    let table: Table
    /// Whether the row stands there.
    let exists: Statement
    /// The value that stands in a column.
    let actual: (String) -> Statement

    /// Compares with the row `t` itself.
    init(entry: JournalEntry, table: Table) {
        self.init(
            entry: entry,
            table: table,
            exists: "t.\(identifier: entry.keyColumns.first ?? "") IS NOT NULL",
            actual: { "t.\(identifier: $0)" }
        )
    }

    init(entry: JournalEntry, table: Table, exists: Statement, actual: @escaping (String) -> Statement) {
        self.entry = entry
        self.table = table
        self.exists = exists
        self.actual = actual
    }

    /// Whether a column stands as the change left it, or as it was before.
    func isUntouched(_ column: String) -> Statement {
        let old = same(column, .old)
        let new = same(column, .new)
        switch entry.kind {
        case .insert: return new
        case .delete: return old
        default: return "(\(new) OR \(old))"
        }
    }

    /// Whether all of the change's columns stand as it left them, or as they were.
    var allUntouched: Statement {
        let conditions = entry.changedColumns.map { isUntouched($0) }
        return "(\(conditions.joined(separator: " AND ")))"
    }

    /// Whether the row is in conflict by what stands in it.
    var isConflict: Statement {
        switch entry.kind {
        case .insert, .delete: "(\(exists) AND NOT \(allUntouched))"
        default: "(NOT (\(exists)) OR NOT \(allUntouched))"
        }
    }

    /// The names of the columns that are in conflict, joined by commas.
    var conflictingColumns: Statement {
        let names = entry.changedColumns
            .map { "IF(\(isUntouched($0)), NULL, \(raw: Statement.literal($0)))" as Statement }
            .joined(separator: ", ")
        return "IF(\(exists), CONCAT_WS(',', \(names)), '')"
    }

    private func same(_ column: String, _ role: JournalColumn.Role) -> Statement {
        let journalled: Statement = "j.\(identifier: JournalColumn.name(role, column))"
        let found = actual(column)
        return table.column(column)?.isSame(found, journalled) ?? "(\(found) <=> \(journalled))"
    }
}

extension Statement {
    /// A text literal of a name, for places where a value cannot be bound; never for values of rows.
    static func literal(_ name: String) -> String {
        "'" + name.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }
}
