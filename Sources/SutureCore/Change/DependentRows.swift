import MySQLClient

/// Looks for rows that refer to rows about to be deleted, or to keys about to change.
///
/// A cascade would change them unseen by the journal, so none may fire: earlier changes have to re-point or remove
/// these rows.
struct DependentRows {
    let context: StepContext

    /// Throws when a declared reference points to one of the rows in its current state, before or after the change.
    func requireNone(_ entry: JournalEntry, _ table: Table, range: ClosedRange<UInt64>, isApplied: Bool) throws {
        let row = isApplied ? entry.keyMatch() : entry.formerKeyMatch
        for key in try keys(to: entry) {
            let count: Int? = try context.session.value(
                "SELECT COUNT(*) \(try referredRows(of: entry, table, by: key, row: row, range: range))"
            )
            if let count, count > 0 {
                throw SutureError(
                    .dependentRows,
                    "\(count.of("row")) of \(key.table) \(count.verb("refers", "refer")) by \(key.name) to rows of \(entry.table) that "
                        + "\"\(entry.name)\" would \(entry.kind == .delete ? "delete" : "give another key"); the chunk was "
                        + "rolled back.",
                    remedy: "Re-point or delete the rows of \(key.table) by a step before this one.",
                    outcome: .failed
                )
            }
        }
    }

    /// Removes from a chunk, before the change, the rows to which a declared reference still points.
    ///
    /// The chunk holds the locks of its rows, so no new references can be added.
    ///
    /// - Returns: The number of rows removed from the journal.
    func passOver(_ entry: JournalEntry, _ table: Table, range: ClosedRange<UInt64>) throws -> Int {
        try keys(to: entry)
            .map { key in
                let rows = try referredRows(of: entry, table, by: key, row: entry.formerKeyMatch, range: range)
                return Int(try context.session.execute("DELETE j \(rows)").matchedRows)
            }
            .reduce(0, +)
    }

    private func keys(to entry: JournalEntry) throws -> [ForeignKey] {
        let schema = try context.schema
        let unread = schema.unreadReferences.filter { $0.parent == entry.table }
        return (schema.references(to: entry.table) + unread).filter { entry.touches($0.parentColumns) }
    }

    /// Returns FROM and WHERE: the journal rows `j` of a chunk to whose row `t` a row `c` refers.
    private func referredRows(
        of entry: JournalEntry,
        _ table: Table,
        by key: ForeignKey,
        row: Statement,
        range: ClosedRange<UInt64>
    ) throws -> Statement {
        let match = zip(key.columns, key.parentColumns)
            .map { "c.\(identifier: $0) = t.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
        // A row that refers to itself is deleted with itself.
        let own = entry.keyColumns.map { "c.\(identifier: $0) = t.\(identifier: $0)" as Statement }
        let isSelf: Statement =
            key.table == entry.table && entry.kind == .delete ? "AND NOT (\(own.joined(separator: " AND ")))" : ""
        return """
            FROM \(context.names.table(entry.journalTable)) AS j JOIN \(table: table) AS t ON \(row)
            JOIN \(key.quotedTable) AS c ON \(match)
            WHERE j.\(identifier: JournalColumn.sequence) BETWEEN \(range.lowerBound) AND \(range.upperBound)
            AND NOT j.\(identifier: JournalColumn.kept) \(isSelf) AND \(try entry.changes(key.parentColumns, table))
            """
    }
}

extension JournalEntry {
    /// Joins a journal row and the table's row by the key before the change.
    fileprivate var formerKeyMatch: Statement {
        keyColumns
            .map { "t.\(identifier: $0) = j.\(identifier: JournalColumn.name(.key, $0))" as Statement }
            .joined(separator: " AND ")
    }
}

extension SutureError.Code {
    /// Rows refer to rows that are about to be deleted.
    public static let dependentRows = Self(rawValue: "dependent-rows")
}
