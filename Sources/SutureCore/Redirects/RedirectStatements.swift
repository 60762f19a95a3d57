import MySQLClient

/// The statements that record the keys that a change retires; they run in the transaction of the chunk that retires
/// them.
struct RedirectStatements {
    let change: TableChange
    let entry: JournalEntry
    let table: Table
    let names: StateNames

    /// Returns a statement that records the keys retired by one chunk: those of deleted rows with a survivor, and those
    /// that an update changed.
    ///
    /// - Returns: Nil if the change retires none.
    func record(_ range: ClosedRange<UInt64>) throws -> Statement? {
        let old = entry.keyColumns.map { "j.\(identifier: JournalColumn.name(.key, $0))" as Statement }
        let within: Statement =
            "j.\(identifier: JournalColumn.sequence) BETWEEN \(range.lowerBound) AND \(range.upperBound)"
        if change.survivors != nil {
            let new = entry.keyColumns.map { "j.\(identifier: JournalColumn.name(.survivor, $0))" as Statement }
            return try insert(old, new, from: "WHERE \(within) AND \(new[0]) IS NOT NULL")
        }
        guard entry.kind == .update, entry.touches(entry.keyColumns) else { return nil }
        let new = entry.keyColumns.map { "j.\(identifier: entry.resultKey($0))" as Statement }
        return try insert(old, new, from: "WHERE \(within) AND \(entry.changes(entry.keyColumns, table))")
    }

    private func insert(_ old: [Statement], _ new: [Statement], from source: Statement) throws -> Statement {
        """
        INSERT INTO \(names.redirects) (version, step, round, ordinal, table_name, key_parts, old_key, survivor_key)
        SELECT \(entry.version.number), \(entry.step), \(entry.round), \(entry.ordinal), \(entry.table), \(old.count),
          \(try text(old)), \(try text(new)) FROM \(names.table(entry.journalTable)) AS j \(source)
        """
    }

    private func text(_ values: [Statement]) throws -> Statement {
        let parts = try zip(entry.keyColumns, values)
            .map { column, value -> Statement in
                switch try table.requireColumn(column).dataType {
                case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob":
                    "CONCAT('0x', HEX(\(value)))"
                case "bit":
                    "CAST(\(value) + 0 AS CHAR)"
                default:
                    "CAST(\(value) AS CHAR)"
                }
            }
        return "CONCAT_WS('/', \(parts.joined(separator: ", ")))"
    }
}
