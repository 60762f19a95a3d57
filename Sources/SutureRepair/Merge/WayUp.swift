import MySQLClient
import SutureCore

/// Follows references of a table to itself from many rows at once; each level is one statement.
///
/// A path ends at a row that refers to nothing, to no row, or to itself, and where it returns to a row that it has
/// visited: Brent's method detects that, which remembers one row of each path.
struct WayUp {
    let workspace: Workspace
    let name: String
    let table: Table
    /// The prefixes of the columns that hold a primary key each; the first is the row where a path begins.
    let columns: [String]

    private static let present = "c"
    private static let remembered = "b"

    private var prefixes: [String] { columns + [Self.present, Self.remembered] }

    /// Creates the table; besides the columns, it has the current row (`c_1` and so on), `is_cyclic` for a path that
    /// has led into a cycle, and `returns` for one that has reached its beginning.
    func create() throws {
        let keys = try prefixes.flatMap { try MapColumns.definitions(table, $0) }
        let primary = MapColumns.names(table, columns[0])
        try workspace.create(
            name,
            """
            (\(keys.joined(separator: ", ")), is_done BOOLEAN NOT NULL DEFAULT FALSE,
            is_cyclic BOOLEAN NOT NULL DEFAULT FALSE, returns BOOLEAN NOT NULL DEFAULT FALSE,
            PRIMARY KEY (\(identifiers: primary)))
            """
        )
    }

    /// Adds paths.
    ///
    /// - Parameter query: A SELECT of the columns, and of the beginning twice more.
    /// - Throws: `MySQLError`.
    func fill(_ query: Statement) throws {
        try workspace.fill(name, prefixes.flatMap { MapColumns.names(table, $0) }, from: query)
    }

    /// Follows all paths to their ends.
    ///
    /// - Parameters:
    ///   - match: Tests that the current row `t` of the table refers to the row `x`.
    ///   - before: Joins to `t` that the match needs.
    ///   - after: Joins to `x`.
    ///   - assignments: The values to record at each step, even if `x` does not exist.
    /// - Throws: `MySQLError`.
    func follow(by match: Statement, before: Statement = "", after: Statement = "", set assignments: [Statement] = [])
        throws
    {
        let here = MapColumns.match(table, "c", Self.present, row: "t")
        let isSelf = table.keyColumns.map { "x.\(identifier: $0) = t.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        let isThere: Statement = "x.\(identifier: table.keyColumns[0]) IS NOT NULL"
        let isRemembered = MapColumns.match(table, "c", Self.remembered, row: "x")
        let isBeginning = MapColumns.match(table, "c", columns[0], row: "x")
        let steps = zip(table.keyColumns, MapColumns.names(table, Self.present))
            .map { "c.\(identifier: $1) = COALESCE(x.\(identifier: $0), c.\(identifier: $1))" as Statement }
        let own: [Statement] = [
            "c.is_done = NOT (\(isThere)) OR (\(isRemembered))",
            "c.is_cyclic = \(isThere) AND (\(isRemembered))",
            "c.returns = c.returns OR \(isThere) AND (\(isBeginning))",
        ]
        let remember = zip(MapColumns.names(table, Self.remembered), MapColumns.names(table, Self.present))
            .map { "\(identifier: $0) = \(identifier: $1)" as Statement }
            .joined(separator: ", ")
        var step = 1
        while try workspace.write(
            """
            UPDATE \(workspace.table(name)) AS c JOIN \(table: table) AS t ON \(here) \(before)
            LEFT JOIN \(table: table) AS x ON \(match) AND NOT (\(isSelf)) \(after)
            SET \((assignments + own + steps).joined(separator: ", ")) WHERE NOT c.is_done
            """
        ) > 0 {
            if step.nonzeroBitCount == 1 {
                try workspace.write("UPDATE \(workspace.table(name)) SET \(remember) WHERE NOT is_done")
            }
            step += 1
        }
    }
}
