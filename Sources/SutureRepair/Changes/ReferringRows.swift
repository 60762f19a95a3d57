import MySQLClient
import SutureCore

/// Looks for rows that refer by a foreign key to rows which a change would delete.
enum ReferringRows {
    /// Returns a blocker for each foreign key by which rows refer to those to be deleted.
    static func notes(to change: TableChange, _ context: StepContext) throws -> [Note] {
        let schema = try context.schema
        let table = try schema.table(change.table)
        let isStaged = table.keyColumns
            .map { "p.\(identifier: $0) = d.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        let unread = schema.unreadReferences.filter { $0.parent == table.name && $0.tableSchema == nil }
        return try (schema.references(to: table.name) + unread)
            .compactMap { key in
                let match = zip(key.columns, key.parentColumns)
                    .map { "c.\(identifier: $0) = p.\(identifier: $1)" as Statement }
                    .joined(separator: " AND ")
                // A row that refers to itself is deleted with itself.
                let own = table.keyColumns.map { "c.\(identifier: $0) = p.\(identifier: $0)" as Statement }
                let isOther: Statement =
                    key.table == table.name ? "WHERE NOT (\(own.joined(separator: " AND ")))" : ""
                let rows: Int =
                    try context.session.value(
                        """
                        SELECT COUNT(*) FROM (\(change.stage)) AS d
                        JOIN \(table: table) AS p ON \(isStaged)
                        JOIN \(key.quotedTable) AS c ON \(match) \(isOther)
                        """
                    ) ?? 0
                guard rows > 0 else { return nil }
                return Note(
                    .blocker,
                    .dependentRows,
                    "\(rows.of("row")) of \(key.table) \(rows.verb("refers", "refer")) by \(key.name) to rows of \(table.name) that would be deleted.",
                    remedy: "Re-point or delete the rows of \(key.table) by a step before this one."
                )
            }
    }
}
