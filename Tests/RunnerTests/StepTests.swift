import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The simple kinds of steps: planned, applied, reverted.
@Suite struct StepTests {
    private static let table: Statement = """
        CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), size INT,
          changed_at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP)
        """
    private static let rows: Statement = """
        INSERT INTO things (id, name, size) VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', NULL), (4, NULL, 4), (7, 'e', 7)
        """

    /// Applies a step, checks the result, and reverts it.
    private func story(
        _ server: TestServer,
        _ step: any Step,
        after: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let start = try await test.fingerprint()
            let runner = try test.runner { step }
            let plan = try await runner.plan()
            #expect(try await test.fingerprint().differences(from: start) == [])
            let up = try await runner.up()
            #expect(plan.flatMap(\.totals) == up.totals)
            try await after(test)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func updatesOnceAndLeavesTimestampsAlone(server: TestServer) async throws {
        let step = Update("things", set: ["size": "t.size * 10", "name": "UPPER(name)"], where: "size >= 2")
        try await story(server, step) { (test) async throws in
            let rows =
                "SELECT GROUP_CONCAT(COALESCE(name, '-'), COALESCE(size, '-') ORDER BY id) FROM things" as Statement
            #expect(try await test.text(rows) == "a1,B20,c-,-40,E70")
            #expect(try await test.count("things WHERE changed_at <> '2020-01-01 00:00:00'") == 0)
        }
    }

    /// A step that would find its rows again in each round is refused before it changes anything.
    @Test(arguments: await TestServers.all())
    func refusesAnUpdateWithoutEnd(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("things", set: ["Size": "t.size * 10"], where: "t.size >= 2", repeatedly: true)
            }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
            #expect(
                notes.map(\.text) == [
                    "3 rows of things would meet the condition again once they are set, in each round."
                ]
            )
            let error = await #expect(throws: SutureError.self) { try await runner.up() }
            #expect(error?.code == .invalidMigration)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func deletes(server: TestServer) async throws {
        try await story(server, Delete(from: "things", where: "size IS NULL OR name IS NULL")) { (test) async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM things") == "1,2,7")
        }
    }

    /// A server waits for its disk on every DROP TABLE, even if the table does not exist.
    @Test(arguments: await TestServers.all())
    func dropsNoTableThatIsNotInTheWay(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            _ = try await test.runner { Delete(from: "things", where: "size IS NULL") }.up()
            let counts = try await test.connection.run { session in
                try ["create", "drop"]
                    .map { verb in
                        let row = try session.firstRow("SHOW SESSION STATUS LIKE 'Com_\(raw: verb)_table'")
                        return Int(try row?.get(1, as: String.self) ?? "") ?? 0
                    }
            }
            // Tables that were created and still exist were never dropped.
            let left = try await test.stateTables()
            #expect(counts[0] - counts[1] >= left.count, "\(counts), \(left)")
        }
    }

    /// A chunk that is rolled back has moved the counter all the same.
    @Test(arguments: await TestServers.all())
    func putsTheCounterBackAfterAnInsertThatFailed(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            try await test.execute("ALTER TABLE things ADD UNIQUE KEY (name)")
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Insert(into: "things", columns: ["id", "name"], rows: [["100", "'new'"], ["101", "'a'"]])
            }
            await #expect(throws: (any Error).self) { _ = try await runner.up() }
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// The counter of the table is restored too.
    @Test(arguments: await TestServers.all())
    func insertsWhatIsMissing(server: TestServer) async throws {
        let step = Insert(into: "things", columns: ["id", "name"], rows: [["1", "'kept out'"], ["100", "'new'"]])
        try await story(server, step) { (test) async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(name ORDER BY id) FROM things") == "a,b,c,e,new")
        }
    }

    @Test(arguments: await TestServers.all())
    func performsAClosure(server: TestServer) async throws {
        let step = Perform("tidy up", on: ["things"]) { changes in
            try changes.update("things", set: ["size": "0"], where: "size IS NULL")
            try changes.delete(from: "things", where: "name IS NULL")
        }
        try await story(server, step) { (test) async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', size ORDER BY id) FROM things") == "1:1,2:2,3:0,7:7"
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func runsRawSQLAndItsInverse(server: TestServer) async throws {
        let step = SQL("CREATE INDEX by_size ON things (size)", down: "DROP INDEX by_size ON things")
        try await story(server, step) { (test) async throws in
            let indexes =
                "information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'by_size'" as Statement
            #expect(try await test.count(indexes) == 1)
        }
        let change = SQL(
            "UPDATE things SET size = 5 WHERE id = 1",
            down: "UPDATE things SET size = 1, changed_at = '2020-01-01 00:00:00' WHERE id = 1"
        )
        try await story(server, change) { (test) async throws in
            #expect(try await test.count("things WHERE size = 5") == 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesToGoBackPastAStepWithoutInverse(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let runner = try test.runner {
                Delete(from: "things", where: "id = 1")
                SQL("ALTER TABLE things DROP COLUMN size", down: nil)
            }
            _ = try await runner.up()
            let after = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(DownRequest()) }
            #expect(error?.code == .irreversible)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: after) == [])
        }
    }

    /// A refusal after a step that changed rows is a failure, and reports what was applied.
    @Test(arguments: await TestServers.all())
    func tellsWhatWasAppliedBeforeAStepThatRefuses(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows, "INSERT INTO things (id, name) VALUES (8, 'a')")
            let runner = try test.runner {
                Update("things", set: ["size": "1"], where: "id = 2")
                AddUniqueKey("uq_name", on: "things", columns: ["name"])
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .duplicatesRemain)
            #expect(error?.outcome == .failed)
            #expect(error?.details.count == 1)
            try await test.execute("DELETE FROM things WHERE id = 8")
            #expect(try await runner.up().migrations.count == 1)
            #expect(try await runner.status().map(\.state) == [.applied])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesADeleteThatWouldCascade(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.table,
                Self.rows,
                "CREATE TABLE parts (id INT PRIMARY KEY, thing_id INT, FOREIGN KEY (thing_id) REFERENCES things (id) ON DELETE CASCADE)",
                "INSERT INTO parts VALUES (1, 2)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner { Delete(from: "things", where: "id <= 2") }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .dependentRows)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A key to which others refer is refused whether rows refer to it or not, and before the first chunk.
    @Test(arguments: await TestServers.all())
    func refusesToUpdateAKeyThatOthersReferTo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE parents (id INT PRIMARY KEY, code INT UNIQUE)",
                "CREATE TABLE children (id INT PRIMARY KEY, code INT, FOREIGN KEY (code) REFERENCES parents (code))",
                "INSERT INTO parents VALUES (1, 1), (2, 2)",
                "INSERT INTO children VALUES (1, 2)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner { Update("parents", set: ["code": "code + 10"], where: "TRUE") }
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
            #expect(error?.code == .unsupported)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Otherwise every row would be an orphan, or a statement without its columns would fail in the middle.
    @Test(arguments: await TestServers.all())
    func refusesStepsThatNameNoColumnOrOneThatCannotBeSet(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE sizes (id INT PRIMARY KEY, size INT, half INT GENERATED ALWAYS AS (size DIV 2) VIRTUAL)",
                "INSERT INTO sizes (id, size) VALUES (1, 1), (2, 2)"
            )
            let start = try await test.fingerprint()
            let steps: [any Step] = [
                DeleteOrphans(in: "sizes", whose: [:]),
                Update("sizes", set: [:], where: "TRUE"),
                Update("sizes", set: ["size": "1", "SIZE": "2"], where: "TRUE"),
                Insert(into: "sizes", columns: ["id", "half"], rows: [["3", "1"]]),
            ]
            for step in steps {
                let runner = try test.runner { step }
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code == .invalidMigration)
            }
            let differences = try await test.fingerprint().differences(from: start)
            #expect(differences == [])
        }
    }

    /// Only the existence of rows is synchronized.
    @Test(arguments: await TestServers.all())
    func aPairNeedsToShareNothing(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE users (id INT PRIMARY KEY)",
                "CREATE TABLE students (id INT PRIMARY KEY)",
                "INSERT INTO users VALUES (1), (2)",
                "INSERT INTO students VALUES (2), (3)"
            )
            let runner = try test.runner {
                SynchronizePair(source: "users", partner: "students", sharing: [], belongs: "TRUE")
            }
            _ = try await runner.up()
            #expect(try await test.count("users JOIN students USING (id)") == 3)
        }
    }
}
