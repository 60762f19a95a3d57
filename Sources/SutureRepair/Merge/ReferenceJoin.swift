import MySQLClient
import SutureCore

/// The SQL that relates a row `t` of a referring table to what its references become.
///
/// A workspace table `m0`, `m1` and so on holds, for each table of the layout's order, the rows that go (`o_1`, `o_2` and so
/// on, by primary key), the row that stays in the place of each (`n_1` and so on), and the place of the former among the
/// equals (`place`).
struct ReferenceJoin {
    let layout: MergeLayout
    let workspace: Workspace

    /// What one reference needs in a statement.
    struct Part {
        /// A join that keeps the rows whose reference is re-pointed.
        let inner: Statement
        /// A join that keeps all rows.
        let outer: Statement
        /// Whether the reference is re-pointed, under the outer join.
        let isRepointed: Statement
        /// The new value of each referring column.
        let values: [(column: String, value: Statement)]
    }

    /// The parts for references, each of its own aliases; `first` is the number of the first use of a map in the statement.
    func parts(_ references: [Reference], first: Int = 0) throws -> [Part] {
        try references.enumerated().map { try part($1, number: $0 + first) }
    }

    private func part(_ reference: Reference, number: Int) throws -> Part {
        let parent = try layout.schema.table(reference.parent)
        guard let place = layout.number(of: parent.name) else { throw unknown(parent) }
        let map = try workspace.alias("m\(place)", number)
        let m: Statement = "\(raw: "m\(number)")"
        let isKey = Set(reference.parentColumns) == Set(parent.keyColumns)
        let isMeant: Statement = reference.condition.map { " AND \($0.test("t"))" } ?? ""
        if isKey {
            let positions = reference.parentColumns.map { (parent.keyColumns.firstIndex(of: $0) ?? 0) + 1 }
            let match =
                zip(reference.columns, positions)
                .map { "\(m).\(identifier: "o_\($1)") = t.\(identifier: $0)" as Statement }
                .joined(separator: " AND ") + isMeant
            return Part(
                inner: "JOIN \(map) AS \(m) ON \(match)",
                outer: "LEFT JOIN \(map) AS \(m) ON \(match)",
                isRepointed: "\(m).o_1 IS NOT NULL",
                values: zip(reference.columns, positions).map { ($0, "\(m).\(identifier: "n_\($1)")") }
            )
        }
        // The reference names another unique key: it goes by way of the parent's rows, which are there until the end.
        let (d, s): (Statement, Statement) = ("\(raw: "d\(number)")", "\(raw: "s\(number)")")
        let rows: Statement = """
            (\(identifier: parent.name) AS \(d) JOIN \(map) AS \(m) ON \(MapColumns.match(parent, m, "o", row: d))
            JOIN \(identifier: parent.name) AS \(s) ON \(MapColumns.match(parent, m, "n", row: s)))
            """
        let match = zip(reference.columns, reference.parentColumns)
            .map { "\(d).\(identifier: $1) = t.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        return Part(
            inner: "JOIN \(rows) ON \(match)",
            outer: "LEFT JOIN \(rows) ON \(match)",
            isRepointed: "\(m).o_1 IS NOT NULL",
            values: zip(reference.columns, reference.parentColumns).map { ($0, "\(s).\(identifier: $1)") }
        )
    }

    /// A join that finds whether the row `t` of a table itself goes, and the condition that it does not.
    func stays(_ table: Table, use number: Int) throws -> (join: Statement, condition: Statement)? {
        guard let place = layout.number(of: table.name) else { return nil }
        let map = try workspace.alias("m\(place)", number)
        let own: Statement = "\(raw: "own\(number)")"
        return ("LEFT JOIN \(map) AS \(own) ON \(MapColumns.match(table, own, "o", row: "t"))", "\(own).o_1 IS NULL")
    }

    private func unknown(_ table: Table) -> SutureError {
        SutureError(.invalidMigration, "\(table.name) is not merged.", remedy: "Remove the reference to it.")
    }
}

/// The columns of the tables that say which rows go and which stay.
enum MapColumns {
    /// The columns for a table's primary key, with a prefix: `o` for the row that goes, `n` for the one that stays.
    static func names(_ table: Table, _ prefix: String) -> [String] {
        table.keyColumns.indices.map { "\(prefix)_\($0 + 1)" }
    }

    /// That a row of the table is the one that the map's columns with a prefix name.
    static func match(_ table: Table, _ map: Statement, _ prefix: String, row: Statement) -> Statement {
        zip(table.keyColumns, names(table, prefix))
            .map { "\(map).\(identifier: $1) = \(row).\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
    }

    /// The definitions of the columns with a prefix.
    static func definitions(_ table: Table, _ prefix: String) throws -> [Statement] {
        try zip(table.keyColumns, names(table, prefix))
            .map { column, name in
                "\(identifier: name) \(try table.requireColumn(column).storageType(isNullable: false))"
            }
    }
}
