import ArgumentParser

/// The initial content of a new migration.
enum MigrationTemplate: String, ExpressibleByArgument, CaseIterable {
    case blank
    case merge
    case sync
    case orphans
    case unique
    case foreignKey = "foreign-key"
    case sql

    /// The module of the migrations that come with Suture.
    static let ownModule = "ShippedMigrations"

    /// Returns the source of the migration's file.
    func source(name: String, summary: String) -> String {
        """
        import SutureCore
        import SutureRepair

        /// \(summary)
        struct \(name): Migration {
            var steps: [any Step] {
        \(steps.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "        \($0)" }.joined(separator: "\n"))
            }
        }

        """
    }

    private var steps: String {
        switch self {
        case .blank:
            """
            Update("table_name", set: ["column_name": "'new value'"], where: "column_name = 'old value'")
            """
        case .merge:
            """
            MergeDuplicates(
                of: "table_name",
                by: ["name"],
                survivor: [.oldest("created_at")],
                fields: ["website": .fillBlank],
                collisions: [:]
            )
            """
        case .sync:
            """
            SynchronizePair(
                source: "users",
                partner: "students",
                sharing: ["name", "email"],
                belongs: "role = 'STUDENT'"
            )
            """
        case .orphans:
            """
            DeleteOrphans(in: "child_table", whose: ["parent_id": "parent_table"])
            """
        case .unique:
            """
            AddUniqueKey("uq_table_name_column_name", on: "table_name", columns: ["column_name"])
            """
        case .foreignKey:
            """
            AddForeignKey("fk_child_parent", on: "child_table", column: "parent_id", references: "parent_table")
            """
        case .sql:
            """
            SQL("CREATE INDEX by_column_name ON table_name (column_name)", down: "DROP INDEX by_column_name ON table_name")
            """
        }
    }

    /// Returns the source of the migration's test.
    ///
    /// In Suture's own package the test begins with the school sample; elsewhere with tables that its author writes.
    func test(name: String, version: String, module: String) -> String {
        let isOwn = module == Self.ownModule
        let start =
            isOwn
            ? "try SchoolSample().install(in: session)"
            : "try session.execute(\"CREATE TABLE table_name (id BIGINT PRIMARY KEY, column_name VARCHAR(50))\")"
        return """
            import \(isOwn ? "ShippedMigrations\nimport SchoolSample" : "\(module)\nimport MySQLClient")
            import SutureTesting
            import Testing

            @Suite struct \(name)Tests {
                /// Goes up to the migration, verifies it, takes it back, and compares every byte with the state before it.
                @Test(arguments: await TestServers.all()) func goesUpAndExactlyBack(server: TestServer) async throws {
                    let test = MigrationTest(MigrationIndex.all, version: \(version))
                    try await test.run(on: server) { session in
                        \(start)
                    }
                }
            }

            """
    }
}
