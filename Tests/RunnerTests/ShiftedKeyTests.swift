import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Updates of columns that are part of a unique key.
@Suite struct ShiftedKeyTests {
    private func blockers(_ runner: MigrationRunner) async throws -> [Note] {
        try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
    }

    /// Each value is released before another row takes it, whichever way the values move.
    @Test(
        arguments: await TestServers.all(),
        [
            ("position INT UNIQUE", "position + 1"),
            ("position INT UNIQUE", "position - 1"),
            ("position DECIMAL(10,2) NOT NULL, deck INT DEFAULT 1, UNIQUE (deck, position)", "position + 1"),
            ("position INT, place INT AS (position * 2) STORED UNIQUE", "position + 1"),
        ]
    )
    func shiftsValues(server: TestServer, shift: (columns: String, value: String)) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE slides (id INT PRIMARY KEY, \(raw: shift.columns))",
                "INSERT INTO slides (id, position) SELECT (n * 7919) MOD 3001, n FROM (\(Self.numbers)) AS x WHERE n <> 1000",
                "CREATE TABLE former AS SELECT id, position FROM slides"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("slides", set: ["position": "\(raw: shift.value)"], where: "position > 1000")
            }
            let plan = try await runner.plan()
            #expect(plan.flatMap { $0.steps.flatMap(\.notes) }.allSatisfy { $0.level != .blocker })
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) }.map(\.rows) == [2000])
            #expect(up.migrations.flatMap(\.changes).map(\.rows) == [2000])
            let isRight: Statement =
                "s.position = (SELECT IF(position > 1000, \(raw: shift.value), position) FROM former WHERE id = s.id)"
            #expect(try await test.count("slides AS s WHERE \(isRight)") == 2999)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    private static let numbers: Statement = {
        let digits: Statement = """
            SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
            UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
            """
        return """
            SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM (\(digits)) AS a, (\(digits)) AS b, (\(digits)) AS c,
            (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2) AS e
            """
    }()

    /// The plan contains the problems that would occur after earlier steps, with the number of rows.
    @Test(arguments: await TestServers.all())
    func tellsWhatCannotBe(server: TestServer) async throws {
        let cases: [(set: KeyValuePairs<String, Statement>, condition: Statement, code: String, text: String)] = [
            (["size": "size + 1"], "id = 1", "collision", "1 row of things would be equal"),
            (["size": "5"], "id < 4", "collision", "2 rows of things would be equal"),
            (["size": "CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 END"], "id < 3", "collision", "no order of the rows"),
            (
                ["name": "CONCAT(name, '-')"], "TRUE", "constraint-violated",
                "1 row of things would violate the constraint"
            ),
            (["name": "NULLIF(name, 'a')"], "TRUE", "constraint-violated", "NOT NULL of name"),
        ]
        for (set, condition, code, text) in cases {
            try await RunnerCase.with(server) { test in
                try await test.execute(
                    """
                    CREATE TABLE things (id INT PRIMARY KEY, size INT UNIQUE, name VARCHAR(20) NOT NULL,
                    u_1 INT, CONSTRAINT short_names CHECK (CHAR_LENGTH(name) < 4 AND name <> 'it''s'))
                    """,
                    "INSERT INTO things VALUES (1, 1, 'a', 1), (2, 2, 'b', 1), (3, 3, 'abc', 1), (4, 4, 'd', NULL)"
                )
                let start = try await test.fingerprint()
                let runner = try test.runner { Update("things", set: set, where: condition) }
                let found = try await blockers(runner)
                #expect(found.map(\.code.rawValue) == [code], "\(found)")
                #expect(found.first?.text.contains(text) == true, "\(found)")
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code.rawValue == code)
                #expect(error?.outcome == .refused)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// A row that refers to two others is re-pointed to the same one twice, which a CHECK forbids.
    @Test(arguments: await TestServers.all())
    func tellsTheCheckThatAMergeBreaks(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(9))",
                """
                CREATE TABLE friendships (id INT PRIMARY KEY, one INT, other INT, FOREIGN KEY (one) REFERENCES people (id),
                FOREIGN KEY (other) REFERENCES people (id), CONSTRAINT not_oneself CHECK (one <> other))
                """,
                "INSERT INTO people VALUES (1, 'a'), (2, 'a'), (3, 'b')",
                "INSERT INTO friendships VALUES (1, 1, 2), (2, 2, 3)"
            )
            let runner = try test.runner { MergeDuplicates(of: "people", by: ["name"]) }
            let found = try await blockers(runner)
            #expect(found.map(\.code.rawValue) == ["constraint-violated"])
            #expect(found.first?.text == "1 row of friendships would violate the constraint not_oneself.")
            try await test.execute("DELETE FROM friendships WHERE id = 1")
            #expect(try await blockers(runner) == [])
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(one, '-', other) FROM friendships") == "1-3")
        }
    }
}
