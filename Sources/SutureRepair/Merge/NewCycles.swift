import MySQLClient
import SutureCore

/// Finds the survivors that would become their own ancestors by a reference, if none of their class was before.
struct NewCycles {
    let closure: MergeClosure
    let table: Table
    let reference: Reference
    /// The table with the paths up from the members in their current state.
    let present: String
    let name: String

    func count() throws -> Int {
        let workspace = closure.workspace
        let way = WayUp(workspace: workspace, name: name, table: table, columns: ["n"])
        try way.create()
        let starts = MapColumns.names(table, "n").map { "\(identifier: $0)" as Statement }
        try way.fill(
            """
            SELECT DISTINCT \((starts + starts + starts).joined(separator: ", "))
            FROM \(workspace.table("m\(closure.layout.number(of: table.name) ?? 0)"))
            """
        )
        let final = try FinalValues(closure: closure, table: table)
        let match = try zip(reference.columns, reference.parentColumns)
            .map { column, key in
                try reference.comparison(column, key, in: closure.layout.schema)
                    .match(
                        "x.\(identifier: key)",
                        final.values[column] ?? "t.\(identifier: column)",
                        when: reference.condition?.test("t")
                    )
            }
            .joined(separator: " AND ")
        try way.follow(by: match, before: final.joins)
        let isSame = MapColumns.names(table, "n").map { "a.\(identifier: $0) = c.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        return try closure.context.session.value(
            """
            SELECT COUNT(*) FROM \(workspace.table(name)) AS c WHERE c.returns AND NOT EXISTS (
              SELECT 1 FROM \(workspace.table(present)) AS a WHERE \(isSame) AND a.is_cyclic)
            """
        ) ?? 0
    }
}
