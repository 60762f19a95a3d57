import MySQLClient
import SutureCore

/// Finds rows of a table that are equal in some columns, by their collation.
struct DuplicateRows {
    let table: Table
    let columns: [String]
    /// The collation to compare by, or nil for each column's own.
    let collation: String?

    /// Returns the columns as SQL to group by.
    func terms(_ alias: Statement = "t") throws -> [Statement] {
        try columns.map { name in
            let column = try table.requireColumn(name)
            let value: Statement = "\(alias).\(identifier: column.name)"
            if column.dataType == "vector" { return column.comparable(value) }
            guard let collation, column.isText else { return value }
            return "\(alias).\(identifier: column.name) COLLATE \(raw: collation)"
        }
    }

    /// Tests that no column of a row is NULL.
    func isComplete(_ alias: Statement = "t") -> Statement {
        columns.map { "\(alias).\(identifier: $0) IS NOT NULL" as Statement }.joined(separator: " AND ")
    }

    /// Returns one finding for all classes of equal rows, or none.
    func findings(_ context: StepContext, check: String) throws -> [Finding] {
        let groups: Statement = """
            SELECT COUNT(*) AS n, MIN(CONCAT_WS(' / ', \(try terms().joined(separator: ", ")))) AS shown
            FROM \(table: table) AS t WHERE \(isComplete())
            GROUP BY \(try terms().joined(separator: ", ")) HAVING COUNT(*) > 1
            """
        let sums = try context.session.firstRow(
            "SELECT COUNT(*) AS classes, COALESCE(SUM(n), 0) AS members FROM (\(groups)) AS g"
        )
        guard let sums, try sums.get("classes", as: Int.self) > 0 else { return [] }
        var values: [String] = []
        if context.showsValues {
            values = try context.session.rows("SELECT n, shown FROM (\(groups)) AS g ORDER BY n DESC, shown LIMIT 20")
                .map { "\(try $0.get("shown", as: String.self)) ×\(try $0.get("n", as: Int.self))" }
        }
        let classes: Int = try sums.get("classes")
        let list = columns.joined(separator: ", ")
        return [
            Finding(
                check: check,
                table: table.name,
                text:
                    "rows of \(table.name) equal to others in (\(list)), in \(classes.of("class", "classes"))",
                rows: try sums.get("members"),
                values: values
            )
        ]
    }
}
