import MySQLClient
import SutureCore

/// Finds the rows of a referring table that re-pointing would make equal under one of its unique keys.
struct CollidingRows {
    let closure: MergeClosure
    let table: Table

    var session: Session { closure.context.session }
    var workspace: Workspace { closure.workspace }

    /// Finds which of the colliding rows go, by the table's policy and by what is known of its parents now.
    ///
    /// - Returns: How many go, and what to tell of them; nil when no rows collide.
    func merge(place: Int, policy: CollisionPolicy) throws -> (going: Int, note: Note)? {
        let found = try collect()
        guard !found.isEmpty else { return nil }
        try closure.createMap(place, table)
        let going = try fillMap(place, found, policy)
        return (going, told(found, going: going, policy))
    }

    private func collect() throws -> [(index: Index, images: Images)] {
        try indexes.enumerated()
            .map { number, index in (index: index, images: try collectImages(index, number)) }
            .filter { try count($0.images) > 0 }
    }

    private func fillMap(
        _ place: Int,
        _ found: [(index: Index, images: Images)],
        _ policy: CollisionPolicy
    ) throws -> Int {
        if found.count == 1 {
            try fillMap(
                place,
                from: "\(found[0].images.all(workspace)) AS x",
                parts: found[0].images.values.map { "x.\(identifier: $0)" },
                policy
            )
        } else {
            try fillMap(
                place,
                from: "\(classes.label(found.map(\.images), place)) AS x",
                parts: ["x.label"],
                policy
            )
        }
    }

    private func told(
        _ found: [(index: Index, images: Images)],
        going: Int,
        _ policy: CollisionPolicy
    ) -> Note {
        let fate =
            if case .merge = policy { "merged" } else { "deleted" }
        let names = found.map(\.index.name).joined(separator: ", ")
        return Note(
            .info,
            .information,
            "\(going.of("row")) of \(table.name) would collide under \(names), and \(going.verb("is", "are")) \(fate)."
        )
    }

    private var classes: CollisionClasses {
        CollisionClasses(table: table, workspace: workspace, session: session)
    }

    var references: [Reference] {
        closure.layout.references(of: table.name)
    }

    /// The unique indexes that a re-pointed column is part of, itself or by a computed one.
    var indexes: [Index] {
        let repointed = Set(references.flatMap(\.columns))
        return table.indexes.filter { index in
            index.isUnique
                && index.parts.contains { !GeneratedValue(table: table, part: $0).columns.isDisjoint(with: repointed) }
        }
    }

    struct Images {
        /// Rows whose references change, with the values that the index will see.
        let moved: String
        /// Other rows that are equal to one of these.
        let met: String
        let values: [String]

        /// Both, as a subquery.
        func all(_ workspace: Workspace) -> Statement {
            "(SELECT * FROM \(workspace.table(moved)) UNION ALL SELECT * FROM \(workspace.table(met)))"
        }
    }

    /// Whether a key of MariaDB compares periods; its list of the indexes does not tell, so their definition is looked at.
    private func isWithoutOverlaps(_ index: Index) throws -> Bool {
        guard session.server.vendor == .mariadb else { return false }
        let definition = try session.firstRow("SHOW CREATE TABLE \(table: table)")?.get(1, as: String.self) ?? ""
        let start = index.isPrimary ? "PRIMARY KEY (" : "UNIQUE KEY \(quoteIdentifier(index.name)) ("
        return definition.split(separator: "\n")
            .contains { $0.contains(start) && $0.contains(" WITHOUT OVERLAPS)") }
    }

    /// What of a table's rows changes.
    enum Scope {
        case references
        case fields
        case all

        func values(_ closure: MergeClosure, _ table: Table, of index: Index) throws -> FinalValues {
            let columns = index.parts.map { GeneratedValue(table: table, part: $0).columns }
            return try FinalValues(
                closure: closure,
                table: table,
                references: self == .fields ? [] : nil,
                fields: self == .references ? [] : columns.reduce(into: []) { $0.formUnion($1) }
            )
        }
    }

    func collectImages(_ index: Index, _ number: Int, _ scope: Scope = .references) throws -> Images {
        guard index.columnNames.count == index.parts.count else {
            throw SutureError(
                .unsupported,
                "The unique key \(index.name) of \(table.name) is over an expression.",
                remedy:
                    "Put the key over a computed column with this expression, or drop \(index.name) for this migration."
            )
        }
        guard try !isWithoutOverlaps(index) else {
            throw SutureError(
                .unsupported,
                "The unique key \(index.name) of \(table.name) is WITHOUT OVERLAPS: rows collide in it that are not equal.",
                remedy:
                    "Drop \(index.name) for this migration, and see to overlapping periods before it is added again."
            )
        }
        let place = closure.layout.referring.firstIndex { $0.table == table.name } ?? 0
        let images = Images(
            moved: "p\(place)_\(number)",
            met: "q\(place)_\(number)",
            values: index.parts.indices.map { "u_\($0 + 1)" }
        )
        for name in [images.moved, images.met] {
            try create(name, index, images)
        }
        let columns = MapColumns.names(table, "k") + images.values + ["is_moved"]
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }
        let final = try scope.values(closure, table, of: index)
        let after = index.parts.map { part -> Statement in
            prefixed(GeneratedValue(table: table, part: part).value(final.values), part)
        }
        let isSet = after.map { "\($0) IS NOT NULL" as Statement }.joined(separator: " AND ")
        try workspace.fill(
            images.moved,
            columns,
            from: """
                SELECT \((keys + after).joined(separator: ", ")), TRUE FROM \(table: table) AS t \(final.inner ?? final.joins)
                WHERE \(final.isChanged) AND \(isSet)
                """
        )
        let meets = zip(present(index), images.values).map { "\($0) = a.\(identifier: $1)" as Statement }
            .joined(separator: " AND ")
        try workspace.fill(
            images.met,
            columns,
            from: """
                SELECT \((keys + present(index)).joined(separator: ", ")), FALSE
                FROM (SELECT DISTINCT \(identifiers: images.values) FROM \(workspace.table(images.moved))) AS a
                JOIN \(table: table) AS t ON \(meets) \(final.joins)
                WHERE NOT \(final.isChanged)
                """
        )
        return images
    }

    /// What an index sees of a row `t` as it is.
    func present(_ index: Index) -> [Statement] {
        index.parts.map { prefixed("t.\(identifier: $0.column ?? "")", $0) }
    }

    private func prefixed(_ value: Statement, _ part: Index.Part) -> Statement {
        guard let prefix = part.prefix else { return value }
        return "LEFT(\(value), \(raw: String(prefix)))"
    }

    private func create(_ name: String, _ index: Index, _ images: Images) throws {
        let values = try zip(index.parts, images.values)
            .map { part, value -> Statement in
                "\(identifier: value) \(try table.requireColumn(part.column ?? "").storageType(isNullable: true))"
            }
        let keys = try MapColumns.definitions(table, "k")
        try workspace.create(
            name,
            """
            (\((keys + values).joined(separator: ", ")), is_moved BOOLEAN NOT NULL,
            PRIMARY KEY (\(identifiers: MapColumns.names(table, "k"))))
            """
        )
    }

    /// How many rows would have to go.
    func count(_ images: Images) throws -> Int {
        try session.value(
            """
            SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT COUNT(*) AS n FROM \(images.all(workspace)) AS x
            GROUP BY \(identifiers: images.values) HAVING COUNT(*) > 1) AS g
            """
        ) ?? 0
    }

    private func fillMap(
        _ place: Int,
        from rows: Statement,
        parts: [Statement],
        _ policy: CollisionPolicy
    ) throws -> Int {
        var source: Statement = "FROM \(rows)"
        var order: [Statement] = ["x.is_moved"]
        if case .keepNewest(let column) = policy {
            let match = zip(table.keyColumns, MapColumns.names(table, "k"))
                .map { "t.\(identifier: $0) = x.\(identifier: $1)" as Statement }
                .joined(separator: " AND ")
            source = source + " JOIN \(table: table) AS t ON \(match)"
            order = ["t.\(identifier: column) IS NULL", "t.\(identifier: column) DESC", "x.is_moved"]
        }
        return try closure.fillMap(
            place,
            table,
            keys: MapColumns.names(table, "k").map { "x.\(identifier: $0)" },
            source: source,
            parts: parts,
            order: order
        )
    }
}
