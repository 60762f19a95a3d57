import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// Rows with dangling references before `up`, since they were loaded with `foreign_key_checks = 0`.
@Suite struct BrokenKeyTests {
    private static let parents: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)",
        "INSERT INTO firms VALUES (1, 'A'), (2, 'A'), (3, 'C')",
        "CREATE TABLE places (land CHAR(2), town INT, PRIMARY KEY (land, town))",
        "INSERT INTO places VALUES ('at', 1)",
    ]

    private static let deals: Statement = """
        CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT, land CHAR(2), town INT, before_id INT,
          CONSTRAINT firm FOREIGN KEY (firm_id) REFERENCES firms (id),
          CONSTRAINT place FOREIGN KEY (land, town) REFERENCES places (land, town),
          CONSTRAINT before_deal FOREIGN KEY (before_id) REFERENCES deals (id))
        """

    private static let rows: Statement = """
        INSERT INTO deals VALUES (1, 1, 'at', 1, NULL), (2, 77, 'at', 1, 1), (3, 2, 'xx', 9, NULL), (4, 3, 'xx', NULL, 1),
          (5, NULL, NULL, 9, 99), (6, 77, 'xx', 9, 1), (7, 3, 'at', 1, NULL), (8, 2, 'at', 1, 98)
        """

    private func with(_ server: TestServer, _ body: (RunnerCase) async throws -> Void) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute("SET foreign_key_checks = 0")
            for statement in Self.parents + [Self.deals, Self.rows] { try await test.execute(statement) }
            try await test.execute("SET foreign_key_checks = 1")
            try await body(test)
        }
    }

    /// The steps that write the columns of broken keys, or delete their rows.
    private static let steps: [String: @Sendable () -> [any Step]] = [
        "orphans": { [DeleteOrphans(in: "deals", whose: ["firm_id": "firms", "before_id": "deals"])] },
        "nulls": { [DeleteOrphans(in: "deals", whose: ["firm_id": "firms"], remedy: .setNull)] },
        "delete": {
            [
                Delete(from: "deals", where: "t.id BETWEEN 2 AND 8"), Delete(from: "deals", where: "t.id = 1"),
            ]
        },
        "update": {
            [
                Update("deals", set: ["town": "1", "land": "'at'"], where: "t.land = 'xx'"),
                Update("deals", set: ["before_id": "1"], where: "t.before_id IN (98, 99)"),
            ]
        },
        "part": { [Update("deals", set: ["town": "NULL"], where: "t.town = 9")] },
        "merge": { [MergeDuplicates(of: "deals", by: ["land"])] },
        "parent": { [MergeDuplicates(of: "firms", by: ["name"])] },
    ]

    @Test(arguments: await TestServers.all(), steps.keys.sorted())
    func comeBackByteForByte(server: TestServer, step: String) async throws {
        let build = try #require(Self.steps[step])
        for rows in [1, 3, 1000] {
            try await with(server) { test in
                let start = try await test.fingerprint()
                var settings = RunnerCase.settings
                settings.chunkRows = rows
                let runner = try test.runner(settings: settings) { build() }
                _ = try await runner.up()
                #expect(try await test.fingerprint().differences(from: start) != [])
                #expect(try await runner.planDown(.everything).conflicts.count == 0)
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
                #expect(try await test.count("(SELECT 1) AS one WHERE @@SESSION.foreign_key_checks") == 1)
            }
        }
    }

    /// The checks are on or off for each session that restored a row, as the triggers of the table saw it.
    @Test(arguments: await TestServers.all())
    func noOtherRowIsPutBackUnchecked(server: TestServer) async throws {
        try await with(server) { test in
            let runner = try test.runner {
                Delete(from: "deals", where: "t.id IN (6, 7, 8)")
                Update("deals", set: ["firm_id": "NULL"], where: "t.firm_id IS NOT NULL")
            }
            _ = try await runner.up()
            try await test.execute(
                "CREATE TABLE seen (id INT, checks INT)",
                "CREATE TRIGGER inserts AFTER INSERT ON deals FOR EACH ROW INSERT INTO seen VALUES (NEW.id, @@foreign_key_checks)",
                "CREATE TRIGGER updates AFTER UPDATE ON deals FOR EACH ROW INSERT INTO seen VALUES (NEW.id, @@foreign_key_checks)"
            )
            _ = try await runner.down(.everything)
            let seen = try await test.text("SELECT GROUP_CONCAT(id, ':', checks ORDER BY id) FROM seen")
            #expect(seen == "1:1,2:0,3:1,4:1,6:0,7:1,8:0")
        }
    }

    /// A reference to an existing row before `up` is still required, even in a row that has another broken key.
    @Test(arguments: await TestServers.all())
    func aKeyThatWasWholeIsStillAConflict(server: TestServer) async throws {
        try await with(server) { test in
            let runner = try test.runner { Delete(from: "deals", where: "t.id > 2") }
            _ = try await runner.up()
            try await test.execute("DELETE FROM firms WHERE id = 2")
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(
                error?.details == [
                    "deals 3: parent-missing since (firm_id), version 20260101000000",
                    "deals 8: parent-missing since (firm_id), version 20260101000000",
                ]
            )
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            #expect(try await runner.down(keep).kept == 2)
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM deals") == "1,2,4,5,6,7")
        }
    }

    /// A journal of an older Suture has no marks: rows that it no longer describes are a conflict, and all others are
    /// restored.
    @Test(arguments: await TestServers.all())
    func aJournalWithoutMarksIsTakenBack(server: TestServer) async throws {
        try await with(server) { test in
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Delete(from: "deals", where: "t.id IN (6, 7)")
                Update("deals", set: ["firm_id": "1"], where: "t.id = 8")
            }
            _ = try await runner.up()
            try await test.execute(
                """
                ALTER TABLE suture_journal_20260101000000_1_1_1 DROP COLUMN broken_firm, DROP COLUMN broken_place,
                  DROP COLUMN broken_before_deal
                """,
                "ALTER TABLE suture_journal_20260101000000_2_1_1 DROP COLUMN broken_firm"
            )
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(error?.code == .conflict)
            #expect(error?.details.allSatisfy { $0.hasPrefix("deals 6: parent-missing since") } == true)
            try await test.execute("INSERT INTO firms VALUES (77, 'late')", "INSERT INTO places VALUES ('xx', 9)")
            _ = try await runner.down(.everything)
            try await test.execute("SET foreign_key_checks = 0")
            try await test.execute("DELETE FROM firms WHERE id = 77", "DELETE FROM places WHERE land = 'xx'")
            try await test.execute("SET foreign_key_checks = 1")
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A run that is stopped after any of its chunks, applied further or not, and reverted in two runs.
    @Test(arguments: await TestServers.all(), [false, true])
    func comeBackAfterInterruptions(server: TestServer, goesOn: Bool) async throws {
        for chunks in 1...6 {
            try await with(server) { test in
                let start = try await test.fingerprint()
                let up = try runner(test, stoppedAfter: chunks)
                let error = await #expect(throws: SutureError.self) { _ = try await up.up() }
                #expect(error?.outcome == .interrupted)
                if goesOn { _ = try await runner(test).up() }
                let down = try runner(test, stoppedAfter: 1)
                await #expect(throws: SutureError.self) { _ = try await down.down(.everything) }
                _ = try await runner(test).down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    private func runner(_ test: RunnerCase, stoppedAfter chunks: Int = .max) throws -> MigrationRunner {
        var settings = RunnerCase.settings
        settings.chunkRows = 1
        let migration = RegisteredMigration(
            version: 20_260_101_000_000,
            name: "Test",
            file: "Test.swift",
            checksum: "0"
        ) {
            LateDeals()
        }
        let changed = ChangedChunks()
        return MigrationRunner(
            connection: test.connection,
            configuration: test.configuration,
            catalog: try MigrationCatalog([migration]),
            settings: settings,
            isInterrupted: { changed.count >= chunks },
            observer: { if case .changed = $0 { changed.add() } }
        )
    }
}

private struct LateDeals: Migration {
    var steps: [any Step] { Delete(from: "deals", where: "t.id > 2") }
}

/// Counts the chunks of a run.
private final class ChangedChunks: Sendable {
    private let chunks = Mutex(0)

    var count: Int { chunks.withLock { $0 } }

    func add() { chunks.withLock { $0 += 1 } }
}
