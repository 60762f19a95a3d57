import MySQLClient
import SutureCore

/// Keeps a self-referencing table a forest when a row is merged with one of its ancestors.
///
/// The survivor would otherwise become its own descendant, cut off from the rest. Instead it takes the place of the
/// highest member of its class among its ancestors: its reference becomes that member's. The paths to the roots are
/// followed set by set, one level per statement.
struct Ancestry {
    let closure: MergeClosure
    let table: Table
    let reference: Reference
    let number: Int

    private var workspace: Workspace { closure.workspace }
    private var map: String { "m\(closure.layout.number(of: table.name) ?? 0)" }
    private var climbs: String { "a\(closure.layout.number(of: table.name) ?? 0)_\(number)" }
    private var join: AncestryJoin {
        AncestryJoin(layout: closure.layout, workspace: workspace, reference: reference)
    }

    /// Returns the references of a table to itself.
    static func of(_ table: Table, _ closure: MergeClosure) -> [Ancestry] {
        closure.layout.references(of: table.name).filter { $0.parent == table.name }.enumerated()
            .map { Ancestry(closure: closure, table: table, reference: $1, number: $0) }
    }

    /// Finds the highest ancestor of the same class for each member, and its reference.
    func settle() throws {
        try climb()
        guard closure.layout.keepsAncestry(reference) else { return }
        let columns = try join.values
            .map { column, name in
                "\(identifier: name) \(try table.requireColumn(column).storageType(isNullable: true))" as Statement
            }
        try workspace.create(
            join.name,
            """
            (\((try MapColumns.definitions(table, "k") + columns).joined(separator: ", ")), differs BOOLEAN NOT NULL,
            PRIMARY KEY (\(identifiers: MapColumns.names(table, "k"))))
            """
        )
        let references = ReferenceJoin(layout: closure.layout, workspace: workspace)
        let part = try references.mapped(reference, number: 1)
        let news = references.values([part])
        let keys = MapColumns.names(table, "k").map { "c.\(identifier: $0)" as Statement }
        let selected = keys + join.values.map { news[$0.column] ?? "NULL" }
        try workspace.fill(
            join.name,
            MapColumns.names(table, "k") + join.values.map(\.name) + ["differs"],
            from: """
                SELECT \(selected.joined(separator: ", ")), \(isDisplaced)
                FROM \(workspace.table(climbs)) AS c
                JOIN \(table: table) AS t ON \(MapColumns.match(table, "c", "t", row: "t")) \(part.outer)
                """
        )
    }

    /// Returns blockers for rows that cannot be kept a forest.
    func notes() throws -> [Note] {
        let displaced: Int =
            try closure.context.session.value(
                "SELECT COUNT(*) FROM \(workspace.table(climbs)) AS c WHERE \(isDisplaced)"
            ) ?? 0
        let circling = try NewCycles(
            closure: closure,
            table: table,
            reference: reference,
            present: climbs,
            name: climbs.replacing("a", with: "z")
        )
        .count()
        return [
            closure.layout.keepsAncestry(reference) ? nil : note(displaced, "merged with one of their own ancestors"),
            note(circling, "their own ancestors once duplicates are merged"),
        ]
        .compactMap { $0 }
    }

    private func note(_ rows: Int, _ fate: String) -> Note? {
        guard rows > 0 else { return nil }
        return Note(
            .blocker,
            .ancestorMerged,
            "\(rows.of("row")) of \(table.name) would be \(fate), by \(reference.text).",
            remedy:
                "Give these rows another \(reference.columns.joined(separator: ", ")) by a step before this one, or keep "
                + "them apart by a rule."
        )
    }

    /// Tests whether a member `c` survives and has another member of its class above it.
    private var isDisplaced: Statement {
        let differs = zip(MapColumns.names(table, "k"), MapColumns.names(table, "t"))
            .map { "c.\(identifier: $0) <> c.\(identifier: $1)" as Statement }
            .joined(separator: " OR ")
        return "(\(equal("k", "n")) AND (\(differs)))"
    }

    private func equal(_ left: String, _ right: String) -> Statement {
        zip(MapColumns.names(table, left), MapColumns.names(table, right))
            .map { "c.\(identifier: $0) = c.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
    }

    /// Follows each member (`k`) of a class (`n`, the survivor) up to its last ancestor (`c`), and records the highest
    /// one of the class (`t`).
    private func climb() throws {
        let way = WayUp(workspace: workspace, name: climbs, table: table, columns: ["k", "n", "t"])
        try way.create()
        let (old, new) = (MapColumns.names(table, "o"), MapColumns.names(table, "n"))
        let going = (old + new + old + old + old).map { "\(identifier: $0)" as Statement }.joined(separator: ", ")
        let staying = (new + new + new + new + new).map { "\(identifier: $0)" as Statement }.joined(separator: ", ")
        try way.fill(
            "SELECT \(going) FROM \(workspace.table(map)) UNION SELECT \(staying) FROM \(workspace.alias(map, 1))"
        )
        let key = { (column: String) in "x.\(identifier: column)" as Statement }
        let isOfClass: Statement = """
            ((\(MapColumns.match(table, "q", "o", row: "x")) AND \(same("q", "n", as: "c")))
              OR \(MapColumns.match(table, "c", "n", row: "x")))
            """
        let tops = zip(table.keyColumns, MapColumns.names(table, "t"))
            .map {
                "c.\(identifier: $1) = IF(x.\(identifier: $0) IS NOT NULL AND \(isOfClass), x.\(identifier: $0), c.\(identifier: $1))"
                    as Statement
            }
        try way.follow(
            by: reference.match("t", in: closure.layout.schema, key: key),
            after: "LEFT JOIN \(workspace.table(map)) AS q ON \(MapColumns.match(table, "q", "o", row: "x"))",
            set: tops
        )
        let reset = zip(MapColumns.names(table, "t"), MapColumns.names(table, "k"))
            .map { "c.\(identifier: $0) = c.\(identifier: $1)" as Statement }
        // A row of a cycle has no highest ancestor.
        try workspace.write(
            "UPDATE \(workspace.table(climbs)) AS c SET \(reset.joined(separator: ", ")) WHERE c.is_cyclic"
        )
    }

    private func same(_ left: Statement, _ prefix: String, as right: Statement) -> Statement {
        MapColumns.names(table, prefix)
            .map { "\(left).\(identifier: $0) = \(right).\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
    }
}

extension SutureError.Code {
    /// A row would be merged with one of its ancestors, or become its own ancestor.
    public static let ancestorMerged = Self(rawValue: "ancestor-merged")
}
