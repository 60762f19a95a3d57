import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Raw statements that the server refuses, and those whose outcome is unknown.
@Suite struct RawSQLTests {
    private static let table: Statement =
        "CREATE TABLE t (id INT PRIMARY KEY, v INT, w VARCHAR(20), KEY by_v (v)) COMMENT 'of the user'"
    private static let rows: Statement = "INSERT INTO t VALUES (1, 1, 'a'), (2, 2, 'b')"

    /// Each statement is refused, and its revert would drop something of the user's.
    static let refused: [(up: Statement, down: Statement)] = [
        ("CREATE TABLE t (id INT PRIMARY KEY)", "DROP TABLE t"),
        ("ALTER TABLE t ADD COLUMN w INT", "ALTER TABLE t DROP COLUMN w"),
        ("CREATE INDEX by_v ON t (w)", "DROP INDEX by_v ON t"),
        ("ALTER TABLE t RENAME TO `t`.`u`", "DROP TABLE t"),
        ("CREATE VIEW t AS SELECT 1 AS one", "DELETE FROM t"),
        ("INSERT INTO t VALUES (1, 1, 'c')", "DELETE FROM t WHERE id = 1"),
        ("ALTER TABLE t ADD COLUMN", "ALTER TABLE t DROP COLUMN w"),
    ]

    /// A refused first step leaves nothing, however often it is tried; then there is nothing to revert.
    @Test(arguments: await TestServers.all())
    func aRefusedStatementHasNotHappened(server: TestServer) async throws {
        for statement in Self.refused {
            try await RunnerCase.with(server) { test in
                try await test.execute(Self.table, Self.rows)
                let start = try await test.fingerprint()
                let runner = try test.runner { SQL(statement.up, down: statement.down) }
                for _ in 1...2 {
                    await #expect(throws: (any Error).self, "\(statement.up.text)") { try await runner.up() }
                    #expect(try await runner.status().map(\.state) == [.pending])
                }
                #expect(try await runner.down(DownRequest()).migrations.isEmpty)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// The changes before the refused statement are reverted, and nothing else.
    @Test(arguments: await TestServers.all())
    func theStepsBeforeARefusedStatementAreTakenBack(server: TestServer) async throws {
        for statement in Self.refused {
            try await RunnerCase.with(server) { test in
                try await test.execute(Self.table, Self.rows)
                let start = try await test.fingerprint()
                let runner = try test.runner {
                    SQL("CREATE TABLE made (id INT)", down: "DROP TABLE made")
                    Update("t", set: ["v": "5"], where: "id = 1")
                    SQL(statement.up, down: statement.down)
                }
                for _ in 1...2 {
                    await #expect(throws: (any Error).self, "\(statement.up.text)") { try await runner.up() }
                }
                #expect(try await test.count("t WHERE v = 5") == 1)
                #expect(try await runner.down(DownRequest()).migrations.count == 1)
                #expect(try await test.fingerprint().differences(from: start) == [])
                #expect(try await runner.status().map(\.state) == [.pending])
            }
        }
    }

    /// A refused revert leaves the step applied, and is tried again.
    @Test(arguments: await TestServers.all())
    func aRefusedWayBackIsTriedAgain(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let start = try await test.fingerprint()
            let runner = try test.runner {
                SQL("ALTER TABLE t ADD COLUMN x INT", down: "ALTER TABLE t DROP COLUMN x, DROP INDEX by_x")
            }
            _ = try await runner.up()
            for _ in 1...2 {
                await #expect(throws: MySQLError.self) { try await runner.down(DownRequest()) }
            }
            try await test.execute("CREATE INDEX by_x ON t (x)")
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await runner.status().map(\.state) == [.pending])
        }
    }

    /// The file of a version that has failed without effect can be changed, and its checksum is that of the applied
    /// one.
    @Test(arguments: await TestServers.all())
    func aVersionOfWhichNothingWasAppliedCanBeChanged(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let start = try await test.fingerprint()
            let typos: [any Step] = [
                SQL("ALTER TABEL t ADD COLUMN x INT", down: nil), Update("t", set: ["v": "vv"], where: "TRUE"),
                Delete(from: "t", where: "vv = 1"), Update("t", set: ["v": "no_such_function(id)"], where: "id = 1"),
            ]
            for (place, typo) in typos.enumerated() {
                let runner = try test.runner(checksum: "typo \(place)") { typo }
                for _ in 1...2 { await #expect(throws: (any Error).self) { try await runner.up() } }
                #expect(try await runner.status().map(\.state) == [.pending])
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
            let mended = try test.runner(checksum: "1") {
                Update("t", set: ["v": "7"], where: "id = 1")
                SQL("ALTER TABLE t ADD COLUMN x INT", down: "ALTER TABLE t DROP COLUMN x")
            }
            _ = try await mended.up()
            #expect(try await mended.status().map(\.state) == [.applied])
            _ = try await mended.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// After an accepted change, the record of the refused step is ignored.
    @Test(arguments: await TestServers.all())
    func aRefusedStepCanBecomeOneOfAnotherKind(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let start = try await test.fingerprint()
            let typo = try test.runner {
                SQL("CREATE TABLE made (id INT)", down: "DROP TABLE made")
                Update("t", set: ["v": "6"], where: "id = 1")
                Update("t", set: ["v": "vv"], where: "TRUE")
            }
            await #expect(throws: MySQLError.self) { try await typo.up() }
            let mended = try test.runner(checksum: "1") {
                SQL("CREATE TABLE made (id INT)", down: "DROP TABLE made")
                Update("t", set: ["v": "6"], where: "id = 1")
                Delete(from: "t", where: "id = 2")
            }
            let error = await #expect(throws: SutureError.self) { try await mended.up() }
            #expect(error?.code == .drift)
            try await mended.acceptDrift(of: MigrationVersion(20_260_101_000_000))
            _ = try await mended.up()
            #expect(try await test.count("t") == 1)
            _ = try await mended.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
