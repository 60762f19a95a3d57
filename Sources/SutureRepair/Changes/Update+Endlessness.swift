import MySQLClient
import SutureCore

extension Update {
    /// Returns a blocker if updated rows would meet the condition again, so that each round would find them.
    ///
    /// The values are evaluated as expressions, before a column converts them. With generated columns nothing is
    /// predicted, since the server computes these only when it stores the row; the number of rounds is the limit then.
    func endlessness(_ context: StepContext) throws -> [Note] {
        let table = try context.schema.table(table)
        guard !table.columns.contains(where: \.isGenerated) else { return [] }
        let values = Dictionary(uniqueKeysWithValues: assignments.map { ($0.column.lowercased(), $0.expression) })
        let row = table.columns
            .map { column in
                let own = "t.\(identifier: column.name)" as Statement
                return "\(values[column.name.lowercased()] ?? own) AS \(identifier: column.name)" as Statement
            }
            .joined(separator: ", ")
        let rows: Int =
            try context.session.value(
                """
                SELECT COUNT(*) FROM (SELECT \(row) FROM \(table: table) AS t WHERE (\(condition))) AS t
                WHERE (\(condition))
                """
            ) ?? 0
        guard rows > 0 else { return [] }
        return [
            Note(
                .blocker,
                .invalidMigration,
                "\(rows.of("row")) of \(table.name) would meet the condition again once \(rows.verb("it is", "they are")) "
                    + "set, in each round.",
                remedy: "Let the condition leave out what the values make, or cast the values to the types of their "
                    + "columns; or apply the step once, without repeatedly."
            )
        ]
    }
}
