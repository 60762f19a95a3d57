import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Steps whose guarantee a later version has ended.
@Suite struct SupersededTests {
    private static let tables: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
        "INSERT INTO firms VALUES (1, 'ABC'), (2, 'abc'), (3, 'XYZ')",
        "CREATE TABLE tags (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
        "CREATE TABLE notes (id INT PRIMARY KEY, firm_id INT NOT NULL, KEY by_firm (firm_id))",
        "INSERT INTO notes VALUES (1, 2), (2, 9)",
    ]

    /// Returns a repair and its constraint for each of two tables, and raw SQL that drops two of the tables.
    private func runner(_ test: RunnerCase, superseding: [SupersededStep]) throws -> MigrationRunner {
        MigrationRunner(
            connection: test.connection,
            configuration: test.configuration,
            catalog: try MigrationCatalog([
                Self.migration(1) {
                    MergeDuplicates(of: "firms", by: ["name"], undeclared: [MergeReference("notes", "firm_id")])
                    AddUniqueKey("uq_firms", on: "firms", columns: ["name"])
                    AddUniqueKey("uq_tags", on: "tags", columns: ["name"])
                },
                Self.migration(2) {
                    DeleteOrphans(in: "notes", whose: ["firm_id": "firms"])
                    AddForeignKey("fk_notes", on: "notes", column: "firm_id", references: "firms")
                },
                Self.migration(3, superseding: superseding) {
                    SQL("RENAME TABLE tags TO labels", down: "RENAME TABLE labels TO tags")
                    SQL("RENAME TABLE notes TO remarks", down: "RENAME TABLE remarks TO notes")
                },
            ]),
            settings: RunnerCase.settings
        )
    }

    private static func migration(
        _ version: Int64,
        superseding: [SupersededStep] = [],
        @StepBuilder steps: @escaping @Sendable () -> [any Step]
    ) -> RegisteredMigration {
        RegisteredMigration(version: version, name: "M\(version)", file: "\(version)_M.swift", checksum: "\(version)") {
            Superseding(supersedes: superseding, build: steps)
        }
    }

    private static let ended: [SupersededStep] = [.step(1, of: 1), .step(3, of: 1), .version(2)]

    private func findings(_ runner: MigrationRunner) async throws -> [String] {
        try await runner.verify().flatMap { found in found.findings.map { "\(found.version) \($0.check)" } }
    }

    @Test(arguments: await TestServers.all())
    func areLeftOutWhileTheVersionThatSupersedesThemIsThere(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.tables { try await test.execute(statement) }
            _ = try await runner(test, superseding: []).up()
            let blind = try runner(test, superseding: [])
            #expect(
                Set(try await findings(blind)) == [
                    "1 add-unique-key-unfit", "2 delete-orphans-unfit", "2 add-foreign-key-unfit",
                ]
            )
            await #expect(throws: SutureError.self) { try await blind.maintain() }
            await #expect(throws: SutureError.self) { try await blind.analyze() }

            let runner = try runner(test, superseding: Self.ended)
            #expect(try await findings(runner) == [])
            #expect(try await runner.watch(WatchTopic.allCases).flatMap(\.items).isEmpty)
            #expect(try await runner.analyze().flatMap(\.findings).isEmpty)
            #expect(try await runner.maintain().migrations.isEmpty)
            #expect(
                try await runner.verify().map { $0.superseded.map { "\($0.step) by \($0.by)" } } == [
                    ["1 by 3", "3 by 3"], ["1 by 3", "2 by 3"], [],
                ]
            )
            // The other steps are still checked, and so is the key that has moved with its table, by the watch of all
            // keys.
            try await test.execute(
                "ALTER TABLE firms DROP KEY uq_firms",
                "SET foreign_key_checks = 0",
                "INSERT INTO remarks VALUES (3, 8)",
                "SET foreign_key_checks = 1"
            )
            #expect(try await findings(runner) == ["1 unique-key-missing"])
            #expect(
                try await runner.watch([.orphans]).flatMap(\.items).map(\.finding.table) == ["remarks"]
            )
        }
    }

    /// A step that was not begun requires no table: here the statement that was to create the table has failed.
    @Test(arguments: await TestServers.all())
    func aVersionWhoseTableWasNeverMadeIsTakenBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute("CREATE TABLE notes (id INT PRIMARY KEY)")
            let start = try await test.fingerprint()
            let runner = try test.runner {
                SQL("ALTER TABLE notes ADD COLUMN v INT", down: "ALTER TABLE notes DROP COLUMN v")
                SQL("CREATE TABLE labels LIKE no_such_table", down: "DROP TABLE IF EXISTS labels")
                AddUniqueKey("uq_labels", on: "labels", columns: ["name"])
            }
            await #expect(throws: (any Error).self) { try await runner.up() }
            #expect(try await runner.down(DownRequest()).migrations.count == 1)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await runner.status().map(\.state) == [.pending])
        }
    }

    @Test(arguments: await TestServers.all())
    func holdAgainWhenItIsTakenBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.tables { try await test.execute(statement) }
            let runner = try runner(test, superseding: Self.ended)
            let start = try await test.fingerprint()
            _ = try await runner.up()
            _ = try await runner.down(DownRequest())
            try await test.execute("ALTER TABLE tags DROP KEY uq_tags")
            #expect(try await findings(runner) == ["1 unique-key-missing"])
            #expect(try await runner.verify().allSatisfy(\.superseded.isEmpty))
            try await test.execute("ALTER TABLE tags ADD UNIQUE KEY uq_tags (name)")
            // Superseded steps are reverted like any others, once their table is restored.
            _ = try await runner.up()
            let error = await #expect(throws: SutureError.self) { try await runner.down(.everything) }
            #expect(error?.code == .tableMissing)
            #expect(error?.remedy.contains("down --to 2") == true)
            for _ in 1...2 { _ = try await runner.down(DownRequest()) }
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A future constraint repeats no repair that need not hold any more.
    @Test(arguments: await TestServers.all())
    func areNotRepeatedForALaterConstraint(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.tables { try await test.execute(statement) }
            let merge = Self.migration(1) {
                MergeDuplicates(of: "firms", by: ["name"], undeclared: [MergeReference("notes", "firm_id")])
            }
            for superseding in [[SupersededStep.version(1)], []] {
                let catalog = try MigrationCatalog([
                    merge,
                    Self.migration(2, superseding: superseding) { AddUniqueKey("uq", on: "firms", columns: ["name"]) },
                ])
                let runner = MigrationRunner(
                    connection: test.connection,
                    configuration: test.configuration,
                    catalog: catalog,
                    settings: RunnerCase.settings
                )
                var first = UpRequest()
                first.target = MigrationVersion(1)
                _ = try await runner.up(first)
                try await test.execute("INSERT IGNORE INTO firms VALUES (7, 'xyz')")
                if superseding.isEmpty {
                    _ = try await runner.up()
                } else {
                    let error = await #expect(throws: SutureError.self) { try await runner.up() }
                    #expect(error?.code == .duplicatesRemain)
                }
            }
            #expect(try await test.count("firms") == 2)
        }
    }

    @Test(arguments: [SupersededStep.version(2), .version(3), .step(2, of: 1), .step(0, of: 1)])
    func areStepsOfOlderVersions(superseded: SupersededStep) {
        let error = #expect(throws: SutureError.self) {
            try MigrationCatalog([
                Self.migration(1) { SQL("DO 1", down: nil) },
                Self.migration(2, superseding: [superseded]) { SQL("DO 2", down: nil) },
                Self.migration(3) { SQL("DO 3", down: nil) },
            ])
        }
        #expect(error?.code == .invalidMigration)
        #expect(error?.message.hasPrefix("Migration 2 M2 supersedes version \(superseded.version), ") == true)
    }

    @Test func thatAreNotThereAreRemarkedOn() throws {
        let migration = Self.migration(2, superseding: [.version(1)]) { SQL("DO 1", down: "DO 2") }
        #expect(Lint([migration]).findings().map(\.code) == ["unknown-version"])
        _ = try MigrationCatalog([migration])
    }
}

private struct Superseding: Migration {
    let supersedes: [SupersededStep]
    let build: @Sendable () -> [any Step]
    var steps: [any Step] { build() }
}
