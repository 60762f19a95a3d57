import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Conditions, values and statements that the server refuses are found before the first step of a run.
@Suite struct RefusedSQLTests {
    private static let table: Statement = "CREATE TABLE things (id INT PRIMARY KEY, name VARCHAR(50), size INT)"
    private static let rows: Statement = "INSERT INTO things VALUES (1, 'Ada-secret', 1), (2, 'Bob', 2)"
    private static let pair = SynchronizedPair(
        source: "things",
        partner: "others",
        sharing: ["name"],
        belongs: "size > 0",
        newPartner: ["kind": "t.sort"]
    )

    private static let cases: [(step: any Step, place: String, name: String)] = [
        (Update("things", set: ["size": "0"], where: "nme = 'Ada-secret'"), "condition on things", "nme"),
        (Update("things", set: ["size": "t.sizes + 1"], where: "TRUE"), "value of things.size", "sizes"),
        (Update("things", set: ["size": "0"], where: "id IN (SELECT id FROM gone)"), "condition on things", "gone"),
        (Update("things", set: ["size": "0"], where: "name = = 'Ada-secret'"), "condition on things", "1064"),
        (Delete(from: "things", where: "sze > 7"), "condition on things", "sze"),
        (
            Insert(into: "things", columns: ["id", "size"], rows: [["9", "1"], ["10", "NO_SUCH(7)"]]), "row 2", "SUCH"
        ),
        (SQL("UPDATE things SET sizes = 1", down: nil), "statement", "sizes"),
        (SQL("DELETE FROM gone", down: nil), "statement", "gone"),
        (SQL("ALTER TABEL things ADD x INT", down: nil), "statement", "1064"),
        (SynchronizePair(pair), "value of others.kind", "sort"),
    ]

    @Test(arguments: await TestServers.all(), cases.indices)
    func asksBeforeTheFirstStep(server: TestServer, number: Int) async throws {
        let (step, place, name) = Self.cases[number]
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.table,
                Self.rows,
                "CREATE TABLE others (id INT PRIMARY KEY, name VARCHAR(50), kind VARCHAR(9))"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("things", set: ["size": "size * 2"], where: "TRUE")
                step
            }
            let plan = await #expect(throws: SutureError.self) { _ = try await runner.plan() }
            let up = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            for error in [plan, up] {
                #expect(error?.code.rawValue == "sql-refused")
                #expect(error?.outcome == .refused)
                let message = error?.message ?? ""
                #expect(message.contains("Test.swift, step 2"), "\(message)")
                #expect(message.contains(place) && message.contains(name), "\(message)")
                #expect(!message.contains("secret"), "\(message)")
            }
            let found = try await runner.lint().filter { $0.level == .error }
            #expect(found.map(\.code) == ["sql-refused"])
            #expect(found.first?.step == 2)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Objects that an earlier raw statement creates are not checked before they exist.
    @Test(arguments: await TestServers.all())
    func asksNothingThatAnEarlierStatementMakes(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let runner = try test.runner {
                SQL("ALTER TABLE things ADD weight INT", down: "ALTER TABLE things DROP weight")
                Update("things", set: ["size": "0"], where: "weight IS NULL")
                SQL("UPDATE things SET weight = 5", down: "UPDATE things SET weight = NULL")
            }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
            #expect(notes.map(\.code.rawValue).contains("sql-refused"))
            #expect(!notes.contains { $0.level == .blocker })
            #expect(try await runner.lint().filter { $0.level == .error } == [])
            _ = try await runner.up()
            #expect(try await test.count("things WHERE size = 0 AND weight = 5") == 2)
        }
    }

    /// Checking has no effect: functions of a condition are not called.
    @Test(arguments: await TestServers.all())
    func asksWithoutEffect(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.table,
                Self.rows,
                "CREATE TABLE calls (id INT)",
                """
                CREATE FUNCTION noted (number INT) RETURNS INT MODIFIES SQL DATA
                BEGIN INSERT INTO calls VALUES (number); RETURN 0; END
                """
            )
            let runner = try test.runner {
                Update("things", set: ["size": "noted(1)"], where: "noted(id) = 0 OR noted(2) = 0")
                SQL("INSERT INTO things VALUES (3, 'c', noted(3))", down: nil)
            }
            #expect(try await runner.lint().filter { $0.level == .error } == [])
            #expect(try await test.count("calls") == 0)
            #expect(try await test.count("things") == 2)
        }
    }

    /// For an interrupted run, only the remaining steps are checked.
    @Test(arguments: await TestServers.all())
    func asksNothingAboutStepsThatAreDone(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table, Self.rows)
            let runner = try test.runner {
                Update("things", set: ["size": "0"], where: "name IS NOT NULL")
                SQL("ALTER TABLE things DROP name", down: nil)
                SQL("ALTER TABLE things ADD UNIQUE KEY (size)", down: nil)
            }
            _ = try? await runner.up()
            try await test.execute("UPDATE things SET size = id")
            let up = try await runner.up()
            #expect(up.migrations.count == 1)
        }
    }
}
