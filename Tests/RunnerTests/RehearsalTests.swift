import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// Migrations that are applied to a copy, and reverted.
@Suite struct RehearsalTests {
    private static let rows: [Statement] = [
        "CREATE TABLE names (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL, size INT)",
        "INSERT INTO names VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 3)",
    ]

    /// The rehearsal matches the later `up`, and the database is not touched before.
    @Test(arguments: await TestServers.all())
    func foretellsRowsAndMethods(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.rows { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(of: "names", by: ["name"])
                AddUniqueKey("uq_names", on: "names", columns: ["name"])
            }
            let report = try await runner.rehearse()
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(report.isGood)
            #expect(report.journalBytes > 0)
            let steps = try #require(report.migrations.first?.steps)
            #expect(steps.map(\.definitions.count) == [0, 1])
            let definition = try #require(steps.last?.definitions.first)
            #expect(definition.statement.contains("uq_names"))
            // A secondary index is built beside readers and writers, without a copy of the table.
            #expect(["NOCOPY", "INPLACE"].contains(definition.algorithm))
            #expect(definition.lock == "NONE")
            #expect(
                report.undone.map(\.algorithm) == [test.connection.server.vendor == .mariadb ? "NOCOPY" : "INPLACE"]
            )
            let up = try await runner.up()
            #expect(report.totals == up.totals)
            #expect(report.migrations.first?.steps.flatMap(\.changes) == up.migrations.first?.changes)
        }
    }

    /// A wrong revert is found on the copy.
    @Test(arguments: await TestServers.all())
    func findsAWayBackThatIsNone(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.rows { try await test.execute(statement) }
            let runner = try test.runner {
                SQL("UPDATE names SET size = size + 1", down: "UPDATE names SET size = size - 2")
            }
            let report = try await runner.rehearse()
            #expect(report.differences == ["names: content differs"])
            #expect(!report.isGood)
        }
    }

    /// A migration that fails on the copy has changed nothing, and reports where it failed.
    @Test(arguments: await TestServers.all())
    func aFailureOnTheCopyIsARefusal(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.rows { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("names", set: ["size": "99"], where: "id = 1")
                AddUniqueKey("uq_names", on: "names", columns: ["name"])
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.rehearse() }
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await copies(test) == 0)
        }
    }

    /// An interruption leaves neither a copy nor a change.
    @Test(arguments: await TestServers.all())
    func anInterruptionLeavesNoCopy(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.rows { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let isInterrupted = Atomic(false)
            let migration = RegisteredMigration(version: 20_260_101_000_000, name: "T", file: "T.swift", checksum: "0")
            {
                RehearsedMigration()
            }
            let runner = MigrationRunner(
                connection: test.connection,
                configuration: test.configuration,
                catalog: try MigrationCatalog([migration]),
                settings: RunnerCase.settings,
                isInterrupted: { isInterrupted.load(ordering: .relaxed) },
                observer: { event in
                    if case .stepFinished = event { isInterrupted.store(true, ordering: .relaxed) }
                }
            )
            let error = await #expect(throws: SutureError.self) { _ = try await runner.rehearse() }
            #expect(error?.outcome == .interrupted)
            #expect(error?.message.contains("rehearsal") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await copies(test) == 0)
        }
    }

    private func copies(_ test: RunnerCase) async throws -> Int {
        try await test.count(
            "information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE CONCAT('suture\\_scratch\\_', LEFT(DATABASE(), 40), '\\_%')"
        )
    }
}

private struct RehearsedMigration: Migration {
    var steps: [any Step] {
        Update("names", set: ["size": "99"], where: "id = 1")
        Update("names", set: ["size": "98"], where: "id = 2")
    }
}
