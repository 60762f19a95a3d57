import MySQLClient

/// The repairs that pending constraints may repeat, for a plan that is tried on a copy of the tables.
///
/// The copy needs their tables, and the record that they were applied.
struct ScratchHistory {
    let scope: RunScope
    let repairs: [EarlierRepair]

    /// Finds the applied repairs of the tables to which the pending versions add constraints.
    init(_ scope: RunScope, before pending: [RegisteredMigration]) throws {
        self.scope = scope
        let schema = try scope.schema
        let constrained = Set(pending.flatMap(\.steps).compactMap { ($0 as? any DefinitionStep)?.table.lowercased() })
        guard let last = pending.map(\.version).max(), !constrained.isEmpty else {
            repairs = []
            return
        }
        let steps = StepStore(session: scope.session, names: scope.names, version: last)
        let present = try scope.history.present()
        repairs = try EarlierRepair.all(in: scope.catalog, of: last, steps)
            .filter { repair in
                // up refuses a file that has changed since; a plan only skips it.
                let version = MigrationVersion(repair.place.version)
                return present[version]?.checksum == scope.catalog.migration(version)?.checksum
            }
            .filter { try !constrained.isDisjoint(with: $0.step.tables(in: schema).map { $0.lowercased() }) }
    }

    /// The tables that the repairs read or change.
    var tables: Set<String> {
        get throws {
            let schema = try scope.schema
            return try repairs.reduce(into: []) { $0.formUnion(try $1.step.tables(in: schema)) }
        }
    }

    /// The versions of the repairs.
    var versions: Set<MigrationVersion> {
        Set(repairs.map { MigrationVersion($0.place.version) })
    }

    /// Records in a copy that the versions were applied.
    func record(in schema: String) throws {
        guard !repairs.isEmpty else { return }
        let names = StateNames(schema: schema)
        try StateTables(session: scope.session, names: names).create()
        let list = versions.map { "\($0.number)" as Statement }.joined(separator: ", ")
        // Tables created by an older version lack columns of the copy.
        for (copy, source, columns) in [
            (names.history, scope.names.history, HistoryStore.storedColumns),
            (names.steps, scope.names.steps, StepStore.storedColumns),
        ] {
            let original: Statement =
                scope.names.schema == nil ? "\(identifier: try scope.session.database ?? "").\(source)" : source
            try scope.session.execute(
                "INSERT INTO \(copy) (\(columns)) SELECT \(columns) FROM \(original) WHERE version IN (\(list))"
            )
        }
    }
}
