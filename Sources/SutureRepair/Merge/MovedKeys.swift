import MySQLClient
import SutureCore

extension ReferenceGraph {
    /// Returns the columns that a merge re-points although others refer to them: when the rows of some tables are
    /// merged, the keys of their children move, and with them all references to those.
    func movedColumns(losing: Set<String>) -> [String: Set<String>] {
        var moved: [String: Set<String>] = [:]
        while true {
            var repointed: [String: Set<String>] = [:]
            for reference in references {
                if losing.contains(reference.parent) {
                    repointed[reference.table, default: []].formUnion(reference.columns)
                }
                for (column, key) in zip(reference.columns, reference.parentColumns)
                where moved[reference.parent]?.contains(key) == true {
                    repointed[reference.table, default: []].insert(column)
                }
            }
            var next: [String: Set<String>] = [:]
            for (table, columns) in repointed {
                let keys = columns.intersection(references(to: table).flatMap(\.parentColumns))
                if !keys.isEmpty { next[table] = keys }
            }
            guard next != moved else { return moved }
            moved = next
        }
    }
}

/// A workspace table `k0`, `k1` and so on with the keys of the rows of a table that are duplicates or whose keys move:
/// by primary key (`o_1` and so on), each current key column (`c_1`), the one of its survivor now (`s_1`), and the
/// final one (`f_1`).
struct KeyMap {
    let layout: MergeLayout
    let table: Table
    /// The key columns that references name.
    let columns: [String]
    private let references: [Reference]

    /// - Returns: Nil if no reference uses the keys of the table.
    init?(_ table: Table, _ layout: MergeLayout) throws {
        references = try layout.keyReferences(to: table.name)
        guard !references.isEmpty else { return nil }
        self.layout = layout
        self.table = table
        columns = Set(references.flatMap(\.parentColumns)).sorted()
    }

    static func name(_ place: Int) -> String { "k\(place)" }

    /// Returns the map's column for a key column, in one of its three forms: `c`, `s` or `f`.
    func column(_ form: String, _ key: String) -> String {
        "\(form)_\((columns.firstIndex(of: key) ?? 0) + 1)"
    }

    /// Fills the map, once the table's own map is filled.
    func fill(_ workspace: Workspace, place: Int) throws {
        try create(workspace, place)
        let join = ReferenceJoin(layout: layout, workspace: workspace)
        // Others have no part in the key, and their maps may come later.
        let own = layout.references(of: table.name)
            .filter { $0.parent != table.name && !Set($0.columns).isDisjoint(with: columns) }
        let parts = try join.parts(own)
        let values = join.values(parts)
        let outer = parts.map(\.outer).joined(separator: " ")
        let finals = columns.map { values[$0] ?? "t.\(identifier: $0)" as Statement }
        let names =
            MapColumns.names(table, "o") + columns.map { column("c", $0) } + columns.map { column("s", $0) }
            + columns.map { column("f", $0) } + ["goes", "moves"]
        let moves = try zip(columns, finals)
            .map { "NOT \(try table.requireColumn($0).isSame("t.\(identifier: $0)", $1))" as Statement }
            .joined(separator: " OR ")
        let row = { (alias: Statement, columns: [String]) -> Statement in
            columns.map { "\(alias).\(identifier: $0)" as Statement }.joined(separator: ", ")
        }
        let final = finals.joined(separator: ", ")
        let map = try workspace.alias("m\(place)", parts.count)
        try workspace.fill(
            Self.name(place),
            names,
            from: """
                SELECT \(row("d", table.keyColumns)), \(row("d", columns)), \(row("t", columns)), \(final), TRUE, \(moves)
                FROM \(map) AS own JOIN \(table: table) AS d ON \(MapColumns.match(table, "own", "o", row: "d"))
                JOIN \(table: table) AS t ON \(MapColumns.match(table, "own", "n", row: "t")) \(outer)
                """
        )
        guard layout.moved[table.name] != nil, !parts.isEmpty else { return }
        try workspace.fill(
            Self.name(place),
            names,
            from: """
                SELECT \(row("t", table.keyColumns)), \(row("t", columns)), \(row("t", columns)), \(final), FALSE, TRUE
                FROM \(table: table) AS t \(outer)
                LEFT JOIN \(map) AS own ON \(MapColumns.match(table, "own", "o", row: "t"))
                WHERE own.o_1 IS NULL AND (\(moves))
                """
        )
    }

    private func create(_ workspace: Workspace, _ place: Int) throws {
        let values = try ["c", "s", "f"]
            .flatMap { form in
                try columns.map {
                    "\(identifier: column(form, $0)) \(try table.requireColumn($0).storageType(isNullable: true))"
                        as Statement
                }
            }
        let keys = Set(references.map { $0.parentColumns.map { column("c", $0) } })
            .map { "KEY (\(identifiers: $0))" as Statement }
        let definitions =
            try MapColumns.definitions(table, "o") + values
            + [
                "goes BOOLEAN NOT NULL", "moves BOOLEAN NOT NULL",
                "PRIMARY KEY (\(identifiers: MapColumns.names(table, "o")))",
            ]
            + keys
        try workspace.create(Self.name(place), "(\(definitions.joined(separator: ", ")))")
    }
}
