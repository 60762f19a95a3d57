import MySQLClient
import SutureCore

/// Finds the rows of a referring table that re-pointing would make equal under one of its unique keys.
struct CollidingRows {
    let closure: MergeClosure
    let table: Table

    var session: Session { closure.context.session }
    var workspace: Workspace { closure.workspace }

    /// Determines which of the colliding rows are deleted, by the table's policy and the current knowledge of its
    /// parents.
    ///
    /// - Returns: The number of rows to delete, and a note about them; nil if no rows collide.
    func merge(place: Int, policy: CollisionPolicy) throws -> (going: Int, note: Note)? {
        let found = try collect()
        guard !found.isEmpty else { return nil }
        try closure.createMap(place, table)
        let going = try fillMap(place, found, policy)
        return (going, told(found, going: going, policy))
    }

    private func collect() throws -> [(index: Index, images: KeyImages)] {
        try indexes.enumerated()
            .map { number, index in (index: index, images: try collectImages(index, number)) }
            .filter { try $0.images.count() > 0 }
    }

    private func fillMap(
        _ place: Int,
        _ found: [(index: Index, images: KeyImages)],
        _ policy: CollisionPolicy
    ) throws -> Int {
        if found.count == 1 {
            try fillMap(
                place,
                from: "\(found[0].images.all) AS x",
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
        _ found: [(index: Index, images: KeyImages)],
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

    /// The unique indexes that include a re-pointed column, directly or through a computed one.
    var indexes: [Index] {
        let repointed = Set(references.flatMap(\.columns))
        return table.indexes.filter { index in
            index.isUnique
                && index.parts.contains { !GeneratedValue(table: table, part: $0).columns.isDisjoint(with: repointed) }
        }
    }

    /// The part of a table's rows that changes.
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

    func collectImages(_ index: Index, _ number: Int, _ scope: Scope = .references) throws -> KeyImages {
        let place = closure.layout.referring.firstIndex { $0.table == table.name } ?? 0
        let images = KeyImages(
            table: table,
            index: index,
            name: "\(place)_\(number)",
            workspace: workspace,
            session: session
        )
        try images.requireComparable()
        try images.collect(scope.values(closure, table, of: index))
        return images
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
