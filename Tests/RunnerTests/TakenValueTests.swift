import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Unique values that other rows have by the time of `down`.
@Suite struct TakenValueTests {
    /// Expects a refusal by both policies that do not keep, before anything is reverted, with the row that has the
    /// value.
    private func expectRefused(_ test: RunnerCase, _ runner: MigrationRunner, _ details: [String]) async throws {
        let edited = try await test.fingerprint()
        for policy in [ConflictPolicy.stop, .restore] {
            var request = DownRequest.everything
            request.conflictPolicy = policy
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(request)
            }
            #expect(error?.code == .conflict)
            #expect(error?.outcome == .refused)
            #expect(error?.details == details.map { "\($0), version 20260101000000" })
            #expect(try await test.fingerprint().differences(from: edited) == [])
            #expect(try await runner.status().map(\.state) == [.applied])
        }
        let plan = try await runner.planDown(.everything)
        #expect(plan.conflicts.conflicts.allSatisfy { $0.reason == .valueTaken })
        #expect(plan.tables.map(\.valueTaken) == [details.count])
    }

    /// A deleted row and an updated one; NULL is no value that can be taken.
    @Test(arguments: await TestServers.all())
    func namesTheRowThatHasTheValue(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE rooms (floor INT, id INT, code VARCHAR(9) COLLATE utf8mb4_general_ci UNIQUE,
                  PRIMARY KEY (floor, id))
                """,
                "INSERT INTO rooms VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, NULL), (2, 2, 'kept')"
            )
            let runner = try test.runner {
                Update("rooms", set: ["code": "CONCAT(t.code, '!')"], where: "t.code = 'a'")
                Delete(from: "rooms", where: "t.code = 'b' OR t.code IS NULL")
            }
            _ = try await runner.up()
            try await test.execute(
                "INSERT INTO rooms VALUES (7, 1, 'B '), (7, 3, NULL)",
                "UPDATE rooms SET code = 'A' WHERE floor = 2 AND id = 2"
            )
            try await expectRefused(
                test,
                runner,
                [
                    "rooms 1/1: value-taken since (code) by rooms 2/2",
                    "rooms 1/2: value-taken since (code) by rooms 7/1",
                ]
            )
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            #expect(try await runner.down(keep).kept == 2)
            let codes = "SELECT GROUP_CONCAT(floor, id, COALESCE(code, '-') ORDER BY floor, id) FROM rooms" as Statement
            #expect(try await test.text(codes) == "11a!,21-,22A,71B ,73-")
        }
    }

    /// Only the beginning of a prefix counts.
    @Test(arguments: await TestServers.all())
    func comparesPrefixes(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE notes (id INT PRIMARY KEY, body TEXT COLLATE utf8mb4_unicode_ci, raw VARBINARY(20),
                  UNIQUE KEY (body(3), raw(2)))
                """,
                "INSERT INTO notes VALUES (1, 'ab\u{E9}d', 'xyz'), (2, 'abcdef', 'xyz'), (3, 'abcdef', 'xz')"
            )
            let runner = try test.runner { Delete(from: "notes", where: "t.id < 4") }
            _ = try await runner.up()
            try await test.execute("INSERT INTO notes VALUES (8, 'ABE other', 'xy'), (9, 'abcdef', 'Xyz')")
            try await expectRefused(test, runner, ["notes 1: value-taken since (body, raw) by notes 8"])
        }
    }

    /// A value that the server computes from a row counts as it would compute it again.
    @Test(arguments: await TestServers.all(), ["VIRTUAL", "STORED", "expression"])
    func comparesComputedValues(server: TestServer, kind: String) async throws {
        try await RunnerCase.with(server) { test async throws in
            if kind == "expression" {
                guard test.connection.server.vendor == .mysql else { return }
                try await test.execute(
                    "CREATE TABLE people (id INT PRIMARY KEY, mail VARCHAR(30), UNIQUE KEY ((CONCAT('it''s ', LOWER(mail)))))"
                )
            } else {
                try await test.execute(
                    """
                    CREATE TABLE people (id INT PRIMARY KEY, mail VARCHAR(30),
                      plain VARCHAR(40) COLLATE utf8mb4_bin AS (CONCAT('it''s ', LOWER(mail))) \(raw: kind) UNIQUE)
                    """
                )
            }
            try await test.execute("INSERT INTO people (id, mail) VALUES (1, 'A@x'), (2, 'B@x'), (3, NULL)")
            let runner = try test.runner {
                Update("people", set: ["mail": "'gone'"], where: "t.id = 1")
                Delete(from: "people", where: "t.id IN (2, 3)")
            }
            _ = try await runner.up()
            try await test.execute("INSERT INTO people (id, mail) VALUES (8, 'a@X'), (9, 'b@X'), (7, NULL)")
            let column = kind == "expression" ? "mail" : "plain"
            try await expectRefused(
                test,
                runner,
                [
                    "people 1: value-taken since (\(column)) by people 8",
                    "people 2: value-taken since (\(column)) by people 9",
                ]
            )
        }
    }

    /// The value is taken while rows are restored: the run fails at that row, and the next one names it before it
    /// resumes.
    @Test(arguments: await TestServers.all())
    func aValueThatIsTakenMeanwhileStopsTheRun(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE rooms (id BINARY(2) PRIMARY KEY, code VARCHAR(9) UNIQUE)",
                "INSERT INTO rooms VALUES (X'0001', 'a'), (X'0002', 'b'), (X'FF03', 'c')"
            )
            let start = try await test.fingerprint()
            let other = try await Connection.connect(test.configuration)
            var settings = RunnerCase.settings
            settings.chunkRows = 1
            let observer: @Sendable (RunEvent) -> Void = { event in
                guard case .changed(let name, 1, 3) = event, name.hasPrefix("undo") else { return }
                wait { try await other.run { _ = try $0.execute("INSERT INTO rooms VALUES ('zz', 'a')") } }
            }
            let runner = try test.runner(settings: settings, observer: observer) {
                Delete(from: "rooms", where: "t.code IS NOT NULL")
            }
            _ = try await runner.up()
            let failed = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(failed?.code == .conflict)
            #expect(failed?.outcome == .failed)
            let refused = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(refused?.outcome == .refused)
            #expect(
                refused?.details.first?.hasSuffix("value-taken since (code) by rooms zz, version 20260101000000")
                    == true
            )
            try await test.execute("DELETE FROM rooms WHERE id = 'zz'")
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            await other.close()
        }
    }

    /// Two rows of the same change that were distinguished by a column which it did not write.
    @Test(arguments: await TestServers.all())
    func findsRowsThatWouldMeet(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE rooms (id VARBINARY(2) PRIMARY KEY, floor INT, number INT, UNIQUE KEY (floor, number))",
                "INSERT INTO rooms VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, NULL, 1), (X'FF', NULL, 1), (X'FE', 4, 1)"
            )
            let runner = try test.runner { Update("rooms", set: ["number": "ORD(t.id)"], where: "t.number = 1") }
            _ = try await runner.up()
            try await test.execute("UPDATE rooms SET floor = 1 WHERE id = '2'")
            try await expectRefused(
                test,
                runner,
                [
                    "rooms 1: value-taken since (floor, number) by rooms 2",
                    "rooms 2: value-taken since (floor, number) by rooms 1",
                ]
            )
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            #expect(try await runner.down(keep).kept == 2)
        }
    }

    private static let steps: [Statement] = [
        "CREATE TABLE steps (id INT PRIMARY KEY, place VARCHAR(9) NOT NULL UNIQUE, note TEXT, above INT)",
        "INSERT INTO steps VALUES (1, 'a', 'x', NULL), (2, 'b', 'y', 1), (3, 'c', 'z', 2), (4, 'd', '', 3)",
        "ALTER TABLE steps ADD FOREIGN KEY (above) REFERENCES steps (id)",
        "CREATE TABLE notes (id INT PRIMARY KEY, step_id INT, FOREIGN KEY (step_id) REFERENCES steps (id) ON DELETE CASCADE)",
        "INSERT INTO notes VALUES (1, 1), (2, 2), (3, 3), (4, 4)",
    ]

    /// Edited rows of one change have each other's values, in a cycle or a chain: overwritten, all end as they were.
    @Test(
        arguments: await TestServers.all(),
        [
            [(1, "b"), (2, "a")], [(1, "b"), (2, "c"), (3, "a")], [(3, "d"), (2, "c"), (1, "b")], [(1, "d"), (2, "a")],
        ]
    )
    func overwritesRowsThatHaveEachOthersValues(server: TestServer, edits: [(Int, String)]) async throws {
        for rows in [1, 1000] {
            try await RunnerCase.with(server) { test async throws in
                for statement in Self.steps { try await test.execute(statement) }
                let start = try await test.fingerprint()
                var settings = RunnerCase.settings
                settings.chunkRows = rows
                let runner = try test.runner(settings: settings) {
                    Update("steps", set: ["place": "CONCAT(t.place, '!')"], where: "t.place NOT LIKE '%!'")
                }
                _ = try await runner.up()
                for (id, place) in edits {
                    try await test.execute("UPDATE steps SET place = \(place) WHERE id = \(id)")
                }
                #expect(
                    try await runner.planDown(.everything).conflicts.conflicts.map(\.reason)
                        == edits.map { _ in .edited }
                )
                var restore = DownRequest.everything
                restore.conflictPolicy = .restore
                _ = try await runner.down(restore)
                #expect(try await test.fingerprint().differences(from: start) == [])
                #expect(try await test.count("suture_overwritten_20260101000000_1_1_1") == edits.count)
                #expect(try await test.count("(SELECT 1) AS one WHERE @@SESSION.foreign_key_checks") == 1)
            }
        }
    }

    /// New rows have the keys of deleted ones, each with the unique value of another.
    @Test(arguments: await TestServers.all())
    func overwritesNewRowsThatHaveEachOthersValues(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.steps { try await test.execute(statement) }
            try await test.execute("DELETE FROM notes", "UPDATE steps SET above = NULL")
            let start = try await test.fingerprint()
            let runner = try test.runner { Delete(from: "steps", where: "t.id < 4") }
            _ = try await runner.up()
            try await test.execute("INSERT INTO steps (id, place) VALUES (1, 'b'), (2, 'c'), (3, 'a')")
            var restore = DownRequest.everything
            restore.conflictPolicy = .restore
            _ = try await runner.down(restore)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await test.count("suture_overwritten_20260101000000_1_1_1") == 3)
        }
    }

    /// Rows that cannot be deleted and added again, since a trigger would see it, are refused in advance.
    @Test(arguments: await TestServers.all())
    func refusesAnExchangeThatATriggerWouldSee(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.steps { try await test.execute(statement) }
            let runner = try test.runner {
                Update("steps", set: ["place": "CONCAT(t.place, '!')"], where: "t.place NOT LIKE '%!'")
            }
            _ = try await runner.up()
            try await test.execute(
                "CREATE TRIGGER deletions AFTER DELETE ON steps FOR EACH ROW SET @deleted = 1",
                "UPDATE steps SET place = 'b' WHERE id = 1",
                "UPDATE steps SET place = 'a' WHERE id = 2"
            )
            let edited = try await test.fingerprint()
            var restore = DownRequest.everything
            restore.conflictPolicy = .restore
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.down(restore)
            }
            #expect(error?.outcome == .refused)
            #expect(
                error?.details == [
                    "steps 1: value-taken since (place) by steps 2, version 20260101000000",
                    "steps 2: value-taken since (place) by steps 1, version 20260101000000",
                ]
            )
            #expect(try await test.fingerprint().differences(from: edited) == [])
        }
    }

    /// Each row gets back the value that another one has by now, which a later change put there.
    @Test(arguments: await TestServers.all())
    func aChainThatEndsWellIsNoConflict(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE steps (id INT PRIMARY KEY, place VARCHAR(9) UNIQUE)",
                "INSERT INTO steps VALUES (1, 'a'), (2, 'b'), (3, 'c')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("steps", set: ["place": "'x'"], where: "t.id = 1 AND t.place = 'a'")
                Update("steps", set: ["place": "'a'"], where: "t.id = 2 AND t.place = 'b'")
                Update("steps", set: ["place": "'b'"], where: "t.id = 3 AND t.place = 'c'")
                Update("steps", set: ["place": "'c'"], where: "t.id = 1 AND t.place = 'x'")
            }
            _ = try await runner.up()
            #expect(try await runner.planDown(.everything).conflicts.count == 0)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
