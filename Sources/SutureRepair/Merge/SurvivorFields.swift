import MySQLClient
import SutureCore

/// Computes the fields of the survivors, in the workspace table `fields`, before their duplicates are deleted.
struct SurvivorFields {
    let closure: MergeClosure

    static let table = "fields"

    private var root: Table { closure.layout.root }
    private var workspace: Workspace { closure.workspace }
    private var fields: [(column: String, rule: FieldRule)] { Self.changing(closure.step) }

    /// Returns the fields whose rule may change them.
    static func changing(_ step: MergeDuplicates) -> [(column: String, rule: FieldRule)] {
        step.fields.filter { field in
            if case .keep = field.rule { false } else { true }
        }
    }

    /// The columns whose rule may change them.
    var columns: [Column] {
        get throws { try fields.map { try root.requireColumn($0.column) } }
    }

    /// Returns the value of a column in a row `f`; the table's columns have names that no column of the root can have.
    static func value(of column: String, _ step: MergeDuplicates) -> Statement {
        let place = changing(step).firstIndex { $0.column.lowercased() == column.lowercased() } ?? 0
        return "f.\(identifier: names(step)[place])"
    }

    private static func names(_ step: MergeDuplicates) -> [String] {
        changing(step).indices.map { "v_\($0 + 1)" }
    }

    func fill() throws {
        guard !fields.isEmpty else { return }
        let names = Self.names(closure.step)
        let columns = try zip(names, self.columns)
            .map { name, column -> Statement in
                "\(identifier: name) \(column.storageType(isNullable: true))"
            }
        let keys = MapColumns.names(root, "k")
        let definitions = try MapColumns.definitions(root, "k") + columns
        try workspace.create(
            Self.table,
            "(\(definitions.joined(separator: ", ")), PRIMARY KEY (\(identifiers: keys)))"
        )
        let selected = (root.keyColumns + fields.map(\.column))
            .map { "t.\(identifier: $0)" as Statement }
            .joined(separator: ", ")
        try workspace.fill(
            Self.table,
            keys + names,
            from: """
                SELECT \(selected)
                FROM (SELECT DISTINCT \(identifiers: MapColumns.names(root, "n")) FROM \(workspace.table("m0"))) AS m
                JOIN \(table: root) AS t ON \(MapColumns.match(root, "m", "n", row: "t"))
                """
        )
        for column in try self.columns { try takePlace(of: column) }
        for field in fields {
            try apply(field.rule, to: root.requireColumn(field.column))
        }
    }

    private func apply(_ rule: FieldRule, to column: Column) throws {
        let name: Statement = "\(identifier: column.name)"
        let own = Self.value(of: column.name, closure.step)
        let found: (value: Statement, assignment: Statement, condition: Statement)
        switch rule {
        case .keep:
            return
        case .fillBlank:
            try fillBlank(column)
            return
        case .sum:
            found = ("SUM(d.\(name))", "COALESCE(\(own), 0) + x.v", "x.v IS NOT NULL")
        case .maximum:
            found = ("MAX(d.\(name))", "x.v", "x.v IS NOT NULL AND (\(own) IS NULL OR x.v > \(own))")
        case .minimum:
            found = ("MIN(d.\(name))", "x.v", "x.v IS NOT NULL AND (\(own) IS NULL OR x.v < \(own))")
        }
        try workspace.write(
            """
            UPDATE \(workspace.table(Self.table)) AS f JOIN (
              SELECT \(survivorKeys), \(found.value) AS v FROM \(workspace.table("m0")) AS m
              JOIN \(table: root) AS d ON \(MapColumns.match(root, "m", "o", row: "d"))
              GROUP BY \(survivorKeys)) AS x ON \(match)
            SET \(own) = \(found.assignment) WHERE \(found.condition)
            """
        )
    }

    /// Returns the prepared reference of each member, if a column is that of a reference to the table itself.
    private func ancestry(_ column: Column) -> (join: AncestryJoin, name: Statement)? {
        closure.layout.keptAncestries
            .lazy.map { AncestryJoin(layout: closure.layout, workspace: workspace, reference: $0) }
            .compactMap { join in
                join.values.first { $0.column == column.name }.map { (join, "h.\(identifier: $0.name)" as Statement) }
            }
            .first
    }

    private func takePlace(of column: Column) throws {
        guard let (join, value) = ancestry(column) else { return }
        let match = MapColumns.names(root, "k").map { "h.\(identifier: $0) = f.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
        try workspace.write(
            """
            UPDATE \(workspace.table(Self.table)) AS f JOIN \(workspace.table(join.name)) AS h ON \(match)
            SET \(Self.value(of: column.name, closure.step)) = \(value)
            """
        )
    }

    private func fillBlank(_ column: Column) throws {
        let name: Statement = "\(identifier: column.name)"
        let own = Self.value(of: column.name, closure.step)
        var (value, join): (Statement, Statement) = ("d.\(name)", "")
        if let ancestry = ancestry(column) {
            value = ancestry.name
            join = "JOIN \(workspace.table(ancestry.join.name)) AS h ON \(MapColumns.match(root, "h", "k", row: "d"))"
        }
        try workspace.write(
            """
            UPDATE \(workspace.table(Self.table)) AS f JOIN (
              SELECT \(survivorKeys), \(value) AS v,
                ROW_NUMBER() OVER (PARTITION BY \(survivorKeys) ORDER BY m.place) AS number
              FROM \(workspace.table("m0")) AS m
              JOIN \(table: root) AS d ON \(MapColumns.match(root, "m", "o", row: "d")) \(join)
              WHERE NOT (\(BlankValue.test(value, column)))) AS x ON \(match) AND x.number = 1
            SET \(own) = x.v WHERE \(BlankValue.test(own, column))
            """
        )
    }

    private var survivorKeys: Statement {
        MapColumns.names(root, "n").map { "m.\(identifier: $0)" as Statement }.joined(separator: ", ")
    }

    private var match: Statement {
        zip(MapColumns.names(root, "k"), MapColumns.names(root, "n"))
            .map { "x.\(identifier: $1) = f.\(identifier: $0)" as Statement }
            .joined(separator: " AND ")
    }
}
