import MySQLClient
import SutureCore

/// Settles which rows go and which stay, in the merged table and in every table below that may lose rows.
///
/// The tables are taken parents first, so that what happens above is known: rows of a child are equal by what their
/// references will be. Everything is computed in the server, in tables of the workspace.
struct MergeClosure {
    let step: MergeDuplicates
    let layout: MergeLayout
    let workspace: Workspace
    let context: StepContext

    /// Fills the maps.
    ///
    /// - Returns: What a person should know, and what stands against the merge.
    func settle() throws -> [Note] {
        var notes = try suggestions()
        for (place, name) in layout.order.enumerated() {
            let table = try layout.schema.table(name)
            try createMap(place, table)
            if place == 0 {
                notes += try DuplicateClasses(closure: self).fill()
                notes += try CollidingRows(closure: self, table: table).refuseAmongSurvivors()
            } else {
                notes += try CollidingRows(closure: self, table: table).settle(place: place, policy: policy(of: name))
            }
            try KeyMap(table, layout)?.fill(workspace, place: place)
            if place > 0, policy(of: name).isDeleting {
                notes += try CollidingRows(closure: self, table: table).refuseReferences()
            }
        }
        for (name, _) in layout.referring where layout.number(of: name) == nil {
            notes += try CollidingRows(closure: self, table: layout.schema.table(name)).refuse()
        }
        try SurvivorFields(closure: self).fill()
        for (place, name) in layout.order.enumerated() {
            notes += try KeyMove(layout: layout, workspace: workspace, place: place, table: layout.schema.table(name))
                .prepare(context.session)
        }
        return notes
    }

    func policy(of table: String) -> CollisionPolicy {
        step.collisions.first { $0.key.lowercased() == table.lowercased() }?.value ?? .fail
    }

    /// References that were found by name and are neither named nor ignored.
    private func suggestions() throws -> [Note] {
        try layout.order.compactMap(layout.schema.find)
            .flatMap { parent in
                try layout.graph.suggestions(for: parent, ignoring: step.ignored)
                    .map {
                        try UnnamedReference(reference: $0, parent: parent, schema: layout.schema).note(context.session)
                    }
            }
    }

    func createMap(_ place: Int, _ table: Table) throws {
        let columns = try MapColumns.definitions(table, "o") + MapColumns.definitions(table, "n")
        let key: Statement = "\(identifiers: MapColumns.names(table, "o"))"
        try workspace.create(
            "m\(place)",
            """
            (\(columns.joined(separator: ", ")), place BIGINT UNSIGNED NOT NULL, PRIMARY KEY (\(key)),
            KEY survivors (\(identifiers: MapColumns.names(table, "n"))))
            """
        )
    }

    /// Fills a map from ranked rows: in each part, the first row stays and the others go.
    ///
    /// - Parameters:
    ///   - place: The number of the table.
    ///   - table: The table.
    ///   - keys: SQL for the primary key's columns.
    ///   - source: FROM, joins and WHERE.
    ///   - parts: What the rows of one class have in common.
    ///   - order: The order in which they would stay.
    /// - Returns: The number of rows that go.
    /// - Throws: `MySQLError`.
    func fillMap(
        _ place: Int,
        _ table: Table,
        keys: [Statement],
        source: Statement,
        parts: [Statement],
        order: [Statement]
    ) throws -> Int {
        let old = MapColumns.names(table, "o")
        let new = MapColumns.names(table, "n")
        let goes = zip(keys, old).map { "\($0) AS \(identifier: $1)" as Statement }
        let stays = zip(keys, new).map { "FIRST_VALUE(\($0)) OVER equals AS \(identifier: $1)" as Statement }
        let selected = (goes + stays).joined(separator: ", ")
        return try workspace.fill(
            "m\(place)",
            old + new + ["place"],
            from: """
                SELECT * FROM (
                  SELECT \(selected), ROW_NUMBER() OVER equals AS place \(source)
                  WINDOW equals AS (PARTITION BY \(parts.joined(separator: ", "))
                    ORDER BY \((order + keys).joined(separator: ", ")))
                ) AS ranked WHERE place > 1
                """
        )
    }
}
