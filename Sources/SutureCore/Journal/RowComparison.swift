import MySQLClient

/// The SQL conditions that compare the current rows of a table with the state that the journal recorded.
///
/// Values are compared byte for byte, and NULL equals NULL. The current row is given as SQL: it is the row itself when
/// a chunk is reverted, and the result of reverting the later changes when looking for conflicts in advance.
struct RowComparison {
    let entry: JournalEntry
    let table: Table
    /// Tests whether the row exists.
    let exists: Statement
    /// Returns the current value of a column.
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

    /// Tests whether a column has its value after the change, or the one before.
    func isUntouched(_ column: String) -> Statement {
        let old = same(column, .old)
        let new = same(column, .new)
        switch entry.kind {
        case .insert: return new
        case .delete: return old
        default: return "(\(new) OR \(old))"
        }
    }

    /// Tests whether all of the change's columns have their values after the change, or the ones before.
    var allUntouched: Statement {
        let conditions = entry.changedColumns.map { isUntouched($0) }
        return "(\(conditions.joined(separator: " AND ")))"
    }

    /// Tests whether the current row is in conflict.
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
    /// Returns a text literal of a name, for places where a value cannot be bound; never for values of rows.
    static func literal(_ name: String) -> String {
        "'" + name.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }
}
