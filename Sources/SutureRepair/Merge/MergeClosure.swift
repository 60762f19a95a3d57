import MySQLClient
import SutureCore

/// Determines the duplicates and survivors, in the merged table and in every table below that may lose rows.
///
/// The tables are processed parents first, so that the results above are known: rows of a child are equal if their
/// future references are. Tables that refer to one another are processed together. Everything is computed in the
/// server, in tables of the workspace.
struct MergeClosure {
    let step: MergeDuplicates
    let layout: MergeLayout
    let workspace: Workspace
    let context: StepContext

    /// Fills the maps.
    ///
    /// - Returns: Notes for the reader, and blockers.
    func settle() throws -> [Note] {
        var notes = try suggestions()
        for component in layout.components { notes += try settle(component) }
        for (name, _) in layout.referring where layout.number(of: name) == nil {
            notes += try CollidingRows(closure: self, table: layout.schema.table(name)).refuse()
        }
        for name in Set(layout.referring.map(\.table) + [layout.root.name]).sorted() {
            notes += try violations(layout.schema.table(name))
        }
        let samples = TableSamples(context.session)
        for (place, name) in layout.order.enumerated() {
            if !workspace.isRepeated { notes += try dangling(place, layout.schema.table(name), samples) }
            notes += try KeyMove(layout: layout, workspace: workspace, place: place, table: layout.schema.table(name))
                .prepare(context.session)
        }
        return notes
    }

    /// Fills the maps of tables that refer to one another, whose rows may collide once others of them are merged, so
    /// this repeats until nothing changes; mostly a component is one table.
    private func settle(_ component: [String]) throws -> [Note] {
        let tables = try component.map(layout.schema.table)
        var notes: [Note] = []
        for table in tables {
            let place = layout.number(of: table.name) ?? 0
            try createMap(place, table)
            if place == 0 { notes += try DuplicateClasses(closure: self).fill() }
            if isCyclic(component) { try KeyMap(table, layout)?.fill(workspace, place: place) }
            if place == 0 { for ancestry in Ancestry.of(table, self) { try ancestry.settle() } }
        }
        let below = tables.filter { $0.name != layout.root.name }
        notes += try below.filter { !policy(of: $0.name).isMerging }
            .flatMap { try CollidingRows(closure: self, table: $0).refuse() }
        notes += try merge(below.filter { policy(of: $0.name).isMerging }, isRepeated: isCyclic(component))
        if tables.contains(where: { $0.name == layout.root.name }) {
            try SurvivorFields(closure: self).fill()
            notes += try FieldTurns(closure: self).settle()
        }
        for table in tables {
            if isCyclic(component) { notes += try ancestryNotes(table) }
            let rows = CollidingRows(closure: self, table: table)
            try KeyMap(table, layout)?.fill(workspace, place: layout.number(of: table.name) ?? 0)
            if table.name == layout.root.name {
                notes += try rows.refuseAmongSurvivors()
            } else if policy(of: table.name).isDeleting {
                notes += try rows.refuseReferences()
            }
            notes += try rows.refuseForced(InnerReferences(component, layout))
        }
        return notes
    }

    private func violations(_ table: Table) throws -> [Note] {
        try ViolatedConstraints(table: table, context: context)
            .failedChecks(FinalValues(closure: self, table: table)) {
                guard let place = layout.number(of: table.name) else { return "FALSE" }
                let map = try workspace.alias("m\(place)", 9)
                return "EXISTS (SELECT 1 FROM \(map) AS gone WHERE \(MapColumns.match(table, "gone", "o", row: "t")))"
            }
    }

    private func ancestryNotes(_ table: Table) throws -> [Note] {
        try Ancestry.of(table, self)
            .flatMap { ancestry in
                if table.name != layout.root.name { try ancestry.settle() }
                return try ancestry.notes()
            }
    }

    private func isCyclic(_ component: [String]) -> Bool {
        component.count > 1 || layout.references(of: component[0]).contains { $0.parent == component[0] }
    }

    private func merge(_ tables: [Table], isRepeated: Bool) throws -> [Note] {
        var told: [String: Note] = [:]
        var going: [String: Int] = [:]
        var hasGrown = true
        while hasGrown {
            hasGrown = false
            for table in tables {
                let place = layout.number(of: table.name) ?? 0
                guard
                    let found = try CollidingRows(closure: self, table: table)
                        .merge(place: place, policy: policy(of: table.name)),
                    found.going > going[table.name, default: 0]
                else { continue }
                going[table.name] = found.going
                told[table.name] = found.note
                hasGrown = isRepeated
                if isRepeated { try KeyMap(table, layout)?.fill(workspace, place: place) }
            }
        }
        return tables.compactMap { told[$0.name] }
    }

    func policy(of table: String) -> CollisionPolicy {
        step.collisions.first { $0.key.lowercased() == table.lowercased() }?.value ?? .fail
    }

    /// Returns references that were found by name and are neither named nor ignored.
    private func suggestions() throws -> [Note] {
        try layout.order.compactMap(layout.schema.find)
            .flatMap { parent in
                try layout.graph.suggestions(for: parent, ignoring: step.ignored)
                    .map {
                        try UnnamedReference(reference: $0, parent: parent, schema: layout.schema).note(context.session)
                    }
            }
    }

    /// Returns columns that nobody has named and that contain retired keys.
    private func dangling(_ place: Int, _ table: Table, _ samples: TableSamples) throws -> [Note] {
        // A table whose keys only move has no map of duplicates.
        guard layout.isLosing(table.name), table.schema == nil,
            let retired = RetiredKeys(of: table, in: workspace.table("m\(place)"), column: "o_1")
        else { return [] }
        let columns = UnknownColumns(
            graph: layout.graph,
            keys: retired,
            ignored: step.ignored,
            named: step.undeclared
        )
        return try ValueSearch(columns: columns, retired: retired, samples: samples, session: context.session).notes()
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

    /// Fills a map from ranked rows: in each part, the first row is the survivor and the others are duplicates.
    ///
    /// - Parameters:
    ///   - place: The number of the table.
    ///   - table: The table.
    ///   - keys: SQL for the primary key's columns.
    ///   - source: FROM, joins and WHERE.
    ///   - parts: The values that the rows of one class share.
    ///   - order: The order of precedence for the survivor.
    /// - Returns: The number of duplicates.
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
