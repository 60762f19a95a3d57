import MySQLClient

/// Checks the references of rows that were restored with `foreign_key_checks` off: each reference by a key that was not
/// broken before has to lead to a row.
struct RestoredReferences {
    let entry: JournalEntry
    let table: Table
    let names: StateNames
    let broken: BrokenKeys

    /// Returns the statements that count the dangling references by keys that were not broken; they lock the rows that
    /// the others refer to.
    ///
    /// - Parameter rows: A condition on the journal rows `j`.
    /// - Returns: One statement for each foreign key that the change writes.
    func countMissing(where rows: Statement) -> [Statement] {
        table.foreignKeys.filter { $0.columns.contains(where: entry.changedColumns.contains) }
            .map { key in
                let own = entry.keyColumns
                    .map { "t.\(identifier: $0) = j.\(identifier: JournalColumn.name(.key, $0))" as Statement }
                let match = zip(key.columns, key.parentColumns)
                    .map { "p.\(identifier: $1) = t.\(identifier: $0)" as Statement }
                let isSet = key.columns.map { "AND t.\(identifier: $0) IS NOT NULL" as Statement }
                let isMarked: Statement =
                    broken.keys.contains(key) ? "AND NOT j.\(identifier: BrokenKeys.column(key))" : ""
                return """
                    SELECT COUNT(*) FROM (SELECT j.\(identifier: JournalColumn.sequence)
                      FROM \(names.table(entry.journalTable)) AS j
                      STRAIGHT_JOIN \(table.byKey("t")) ON \(own.joined(separator: " AND "))
                      LEFT JOIN \(key.quotedParent) AS p ON \(match.joined(separator: " AND "))
                      WHERE \(rows) \(isSet.joined(separator: " ")) \(isMarked)
                      AND p.\(identifier: key.parentColumns.first ?? "") IS NULL LOCK IN SHARE MODE) AS c
                    """
            }
    }
}

/// A row that was restored with the checks off has a dangling reference by a key that was not broken.
struct MissingReference: Error {}

extension Session {
    /// Runs statements with `foreign_key_checks` off, and turns them on again.
    func withoutForeignKeyChecks(_ body: () throws -> Void) throws {
        try execute("SET SESSION foreign_key_checks = 0")
        do {
            try body()
        } catch {
            _ = try? execute("SET SESSION foreign_key_checks = 1")
            throw error
        }
        try execute("SET SESSION foreign_key_checks = 1")
    }
}
