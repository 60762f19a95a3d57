import MySQLClient
import SutureCore

/// The rows that have duplicates, with the values that separate them.
///
/// In a class of equal rows, a separating column with two or more values splits the class, and rows with NULL in it are
/// excluded, since they might belong to any part.
struct ClassMembers {
    let table: Table
    let rows: DuplicateRows
    let separating: [Column]
    /// Rows whose class is decided row by row, with the number of their class.
    var decided: KeyedRows

    /// Returns a SELECT of the members.
    ///
    /// It has the primary keys, as `k0` and so on, and the separating values, as `s0` and so on, NULL where the column
    /// does not split the row's class. Where rows are decided one by one, it also has their class as `g`, NULL for the
    /// others, and `first` for the survivors.
    func query() throws -> Statement {
        guard !decided.isEmpty else { return try equals() }
        let keys = table.keyColumns.indices.map { "k\($0)" }
        let values = separating.indices.map { "s\($0)" }
        let equal = (keys + values).map { "e.\(identifier: $0)" as Statement } + ["NULL AS g", "0 AS first"]
        let named = keys.map { "n.\(identifier: $0)" as Statement } + values.map { _ in "NULL" } + ["n.g", "n.first"]
        let match = keys.map { "n.\(identifier: $0) = e.\(identifier: $0)" as Statement }.joined(separator: " AND ")
        return """
            SELECT \(equal.joined(separator: ", ")) FROM (\(try equals())) AS e
            LEFT JOIN (\(try decided.query())) AS n ON \(match) WHERE n.g IS NULL
            UNION ALL SELECT \(named.joined(separator: ", ")) FROM (\(try decided.query())) AS n
            """
    }

    /// Returns the same for all rows that have duplicates, without decisions about single rows.
    private func equals() throws -> Statement {
        let keys = table.keyColumns.enumerated()
            .map { "t.\(identifier: $1) AS \(identifier: "k\($0)")" as Statement }
        let values = separating.enumerated()
            .map { number, column -> Statement in
                let value = column.comparable("t.\(identifier: column.name)")
                return """
                    \(value) AS \(identifier: "v\(number)"),
                    COALESCE(MIN(\(value)) OVER equals <> MAX(\(value)) OVER equals, FALSE) AS \(identifier: "d\(number)")
                    """
            }
        let kept = table.keyColumns.indices.map { "\(identifier: "k\($0)")" as Statement }
        let parts = separating.indices.map {
            "IF(\(identifier: "d\($0)"), \(identifier: "v\($0)"), NULL) AS \(identifier: "s\($0)")" as Statement
        }
        let isClear = separating.indices.map {
            " AND NOT (\(identifier: "d\($0)") AND \(identifier: "v\($0)") IS NULL)" as Statement
        }
        return """
            SELECT \((kept + parts).joined(separator: ", ")) FROM (
              SELECT \((keys + values).joined(separator: ", ")), COUNT(*) OVER equals AS size
              FROM \(table: table) AS t WHERE \(rows.isComplete())
              WINDOW equals AS (PARTITION BY \(try rows.terms().joined(separator: ", ")))
            ) AS sized WHERE size > 1\(isClear.joined(separator: ""))
            """
    }

    /// Returns the terms that assign a row `t` of the table and its row of ``query()``, as `members`, to a class.
    func parts() throws -> [Statement] {
        let values = separating.indices.map { "members.\(identifier: "s\($0)")" as Statement }
        guard !decided.isEmpty else { return try rows.terms() + values }
        return try rows.terms().map { "IF(members.g IS NULL, \($0), NULL)" } + values + ["members.g"]
    }

    /// Tests that a row `t` is the one of `members`.
    var keyMatch: Statement {
        table.keyColumns.enumerated()
            .map { "t.\(identifier: $1) = members.\(identifier: "k\($0)")" as Statement }
            .joined(separator: " AND ")
    }

    /// Returns one finding for the rows that are still to be merged, or none.
    func findings(_ context: StepContext, check: String) throws -> [Finding] {
        guard !separating.isEmpty || !decided.isEmpty else { return try rows.findings(context, check: check) }
        let sums = try context.session.firstRow(
            """
            SELECT COUNT(*) AS classes, COALESCE(SUM(n), 0) AS members FROM (
              SELECT COUNT(*) AS n FROM (\(try query())) AS members JOIN \(table: table) AS t ON \(keyMatch)
              GROUP BY \(try parts().joined(separator: ", ")) HAVING COUNT(*) > 1) AS g
            """
        )
        guard let sums, try sums.get("classes", as: Int.self) > 0 else { return [] }
        let classes: Int = try sums.get("classes")
        let rule = separating.isEmpty ? "a rule" : "(\(separating.map(\.name).joined(separator: ", ")))"
        let text =
            "rows of \(table.name) equal to others in (\(rows.columns.joined(separator: ", "))) and not kept apart by "
            + "\(rule), in \(classes.of("class", "classes"))"
        return [Finding(check: check, table: table.name, text: text, rows: try sums.get("members"))]
    }

    /// Returns notes on the rows that the separating columns keep apart, for the plan.
    func notes(_ session: Session) throws -> [Note] {
        guard !separating.isEmpty else { return [] }
        let differs = separating.map { column in
            let value = column.comparable("t.\(identifier: column.name)")
            return "COALESCE(MIN(\(value)) <> MAX(\(value)), FALSE)" as Statement
        }
        let isUnclear = separating.indices.map {
            "(\(identifier: "d\($0)") AND u\(raw: String($0)) > 0)" as Statement
        }
        let columns = zip(differs.indices, differs)
            .map { number, test -> Statement in
                """
                \(test) AS \(identifier: "d\(number)"),
                SUM(t.\(identifier: separating[number].name) IS NULL) AS \(identifier: "u\(number)")
                """
            }
        let isSplit = separating.indices.map { "\(identifier: "d\($0)")" as Statement }.joined(separator: " OR ")
        let row = try session.firstRow(
            """
            SELECT COUNT(*) AS classes, COALESCE(SUM(\(isUnclear.joined(separator: " OR "))), 0) AS unclear
            FROM (SELECT \(columns.joined(separator: ", ")) FROM \(table: table) AS t
              WHERE \(rows.isComplete()) GROUP BY \(try rows.terms().joined(separator: ", ")) HAVING COUNT(*) > 1
            ) AS g WHERE \(isSplit)
            """
        )
        guard let row, try row.get("classes", as: Int.self) > 0 else { return [] }
        let names = separating.map(\.name).joined(separator: ", ")
        let classes: Int = try row.get("classes")
        let unclear: Int = try row.get("unclear")
        let alone = unclear > 0 ? " In \(unclear) of them, rows with NULL there are left alone." : ""
        return [
            Note(
                .warning,
                .classesSeparated,
                "Rows of \(table.name) that are equal in \(rows.columns.joined(separator: ", ")), but differ in \(names), are "
                    + "kept apart, in \(classes.of("class", "classes")).\(alone)",
                remedy:
                    "A unique key to come has to be over (\((rows.columns + separating.map(\.name)).joined(separator: ", ")))."
            )
        ]
    }
}

extension SutureError.Code {
    /// A rule keeps equal rows apart.
    public static let classesSeparated = Self(rawValue: "classes-separated")
}
