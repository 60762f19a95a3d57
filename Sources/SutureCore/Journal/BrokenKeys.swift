import MySQLClient

/// The marks of rows that had a dangling reference before a change: a foreign key was broken, by rows that were loaded
/// with `foreign_key_checks = 0`.
///
/// The journal has a column for each declared foreign key whose columns the change writes. The statement that journals
/// the rows fills it, so no row is journalled without its marks. A journal of an older Suture has no such columns.
struct BrokenKeys {
    let keys: [ForeignKey]

    /// Selects the keys that a new journal of a change marks.
    init(of entry: JournalEntry, _ table: Table, in schema: Schema) {
        guard entry.kind != .insert else {
            keys = []
            return
        }
        // An account may lack the privilege to read a parent that is not described.
        keys = table.foreignKeys.filter {
            schema.find($0.parent) != nil && $0.columns.contains(where: entry.changedColumns.contains)
        }
    }

    /// Selects the keys that an existing journal marks.
    init(of entry: JournalEntry, _ table: Table, in journal: JournalledColumns) {
        keys = entry.kind == .insert ? [] : table.foreignKeys.filter(journal.marks)
    }

    /// Returns the column of the journal that has the mark of a key.
    static func column(_ key: ForeignKey) -> String {
        JournalColumn.name(.broken, key.name)
    }

    /// Tests whether a row `t` has a dangling reference by a key; a key with NULL in one of its columns does not refer
    /// at all.
    static func isBroken(_ key: ForeignKey) -> Statement {
        let isSet = key.columns.map { "t.\(identifier: $0) IS NOT NULL" as Statement }
        let match = zip(key.columns, key.parentColumns)
            .map { "suture_parent.\(identifier: $1) = t.\(identifier: $0)" as Statement }
        return """
            (\(isSet.joined(separator: " AND ")) AND NOT EXISTS (
              SELECT 1 FROM \(key.quotedParent) AS suture_parent WHERE \(match.joined(separator: " AND "))))
            """
    }

    /// Tests whether a journal row `j` has any mark.
    var isMarked: Statement {
        let marks = keys.map { "j.\(identifier: BrokenKeys.column($0))" as Statement }
        return "(\(marks.joined(separator: " OR ")))"
    }
}
