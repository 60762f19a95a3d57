import MySQLClient

/// The tables that migrations will change when they are applied or reverted, as far as that is predictable.
struct AffectedTables {
    let scope: RunScope

    /// Returns the tables that pending migrations will change, with their parents.
    func ofApplying(_ migrations: [RegisteredMigration]) throws -> Result<[String], SutureError> {
        try foreseen { try changed(by: migrations) }
    }

    /// Returns the tables that reverting versions will change, with their parents.
    func ofTakingBack(_ versions: [MigrationVersion]) throws -> Result<[String], SutureError> {
        try foreseen {
            let migrations = versions.compactMap { scope.catalog.migration($0) }
            let journalled = try versions.flatMap { version in
                try scope.session
                    .rows("SELECT DISTINCT table_name FROM \(scope.names.journal) WHERE version = \(version.number)")
                    .map { try $0.get(0, as: String.self) }
            }
            return try changed(by: migrations).union(journalled)
        }
    }

    /// Stores an error for the caller that needs the tables, except the loss of the connection, which is thrown.
    private func foreseen(_ changed: () throws -> Set<String>) throws -> Result<[String], SutureError> {
        do {
            return .success(try closure(of: changed()))
        } catch let error as SutureError {
            return .failure(error)
        }
    }

    private func changed(by migrations: [RegisteredMigration]) throws -> Set<String> {
        let schema = try scope.schema
        return try migrations.reduce(into: []) { tables, migration in
            for step in migration.steps {
                guard !step.isOpaque else {
                    throw Self.unknown("\(migration.title) has a step that can change any table (\(step.summary)).")
                }
                tables.formUnion(try step.tables(in: schema))
            }
        }
    }

    /// Returns those of these tables that are in the schema, the tables that follow their rows, and the parents of all.
    private func closure(of changed: Set<String>) throws -> [String] {
        let schema = try scope.schema
        let keys = schema.foreignKeys
        var tables = changed.filter { schema.tables[$0] != nil }
        let following = keys.filter { key in
            [key.onDelete, key.onUpdate].contains { !["RESTRICT", "NO ACTION"].contains($0) }
        }
        Self.grow(&tables) { name in following.filter { $0.parent == name }.map(\.table) }
        for trigger in tables.sorted().flatMap({ schema.tables[$0]?.triggers ?? [] })
        where trigger.writesRows && !trigger.isSynchronizing {
            throw Self.unknown("The trigger \(trigger.name) writes to tables that cannot be foreseen.")
        }
        Self.grow(&tables) { name in keys.filter { $0.table == name }.map(\.parent) }
        return tables.filter { schema.tables[$0] != nil }.sorted()
    }

    /// Adds the successors of the members, until nothing is new.
    private static func grow(_ tables: inout Set<String>, by next: (String) -> [String]) {
        var rest = Array(tables)
        while let name = rest.popLast() {
            rest += next(name).filter { tables.insert($0).inserted }
        }
    }

    private static func unknown(_ message: String) -> SutureError {
        SutureError(
            .affectedUnknown,
            message,
            remedy: "Back up the whole schema: --backup full, or the hook without scope: affected."
        )
    }
}
