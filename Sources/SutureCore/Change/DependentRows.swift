import MySQLClient

/// Looks for rows that refer to rows which are about to go.
///
/// A cascade would change them where no journal sees it, so none may fire: the rows have to be re-pointed or removed by
/// changes of their own before.
struct DependentRows {
    let context: StepContext

    /// Throws when a declared reference still points to one of the rows.
    func requireNone(_ entry: JournalEntry, range: ClosedRange<UInt64>) throws {
        let schema = try context.schema
        let journal = context.names.table(entry.journalTable)
        for key in schema.references(to: entry.table) + schema.foreignReferences.filter({ $0.parent == entry.table }) {
            let match = zip(key.columns, key.parentColumns)
                .map { child, parent in
                    "c.\(identifier: child) = j.\(identifier: JournalColumn.name(.old, parent))" as Statement
                }
                .joined(separator: " AND ")
            // A row that refers to itself goes with itself.
            let isSelf: Statement =
                key.table == entry.table
                ? "AND NOT (\(entry.keyMatch(target: "c")))"
                : ""
            let count: Int? = try context.session.value(
                """
                SELECT COUNT(*) FROM \(journal) AS j
                JOIN \(identifier: key.schema).\(identifier: key.table) AS c ON \(match)
                WHERE j.\(identifier: JournalColumn.sequence) BETWEEN \(range.lowerBound) AND \(range.upperBound) \(isSelf)
                """
            )
            if let count, count > 0 {
                throw SutureError(
                    .dependentRows,
                    "\(count) rows of \(key.table) refer by \(key.name) to rows of \(entry.table) that "
                        + "\"\(entry.name)\" would delete; the chunk was rolled back.",
                    remedy: "Re-point or delete the rows of \(key.table) by a step before this one.",
                    outcome: .failed
                )
            }
        }
    }
}

extension SutureError.Code {
    /// Rows refer to rows that are about to be deleted.
    public static let dependentRows = Self(rawValue: "dependent-rows")
}
