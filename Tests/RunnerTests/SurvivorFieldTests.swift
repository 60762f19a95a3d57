import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Fields of survivors, under unique keys.
@Suite struct SurvivorFieldTests {
    private static let tenants: [Statement] = [
        "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), tenant INT, code INT, UNIQUE KEY codes (tenant, code))",
        "INSERT INTO p VALUES (1, 'a', 5, NULL), (2, 'a', 6, 8), (3, 'b', 5, 8)",
    ]

    /// A value that another row has in the end stops the plan, and nothing is changed.
    @Test(arguments: await TestServers.all())
    func refusesAValueThatAnotherRowKeeps(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.tenants { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "p", by: ["name"], fields: ["code": .fillBlank]) }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
            #expect(notes.map(\.code) == [.collision])
            #expect(notes.first?.text.hasPrefix("1 row of p would be equal") == true, "\(notes)")
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Values that are free in the end are filled, in whatever order they become free.
    @Test(arguments: await TestServers.all())
    func fillsValuesThatBecomeFree(server: TestServer) async throws {
        for key in [
            "total INT UNIQUE", "total INT NOT NULL UNIQUE", "total INT, twice INT AS (total * 2) STORED UNIQUE",
        ] {
            try await RunnerCase.with(server) { test in
                try await test.execute(
                    "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), \(raw: key))",
                    """
                    INSERT INTO p (id, name, total) VALUES
                    (1, 'a', 3), (2, 'a', 4), (3, 'b', 7), (4, 'b', 2), (5, 'c', 9), (6, 'c', 1), (7, 'd', 20), (8, 'd', 5)
                    """
                )
                let start = try await test.fingerprint()
                let runner = try test.runner { MergeDuplicates(of: "p", by: ["name"], fields: ["total": .sum]) }
                let plan = try await runner.plan()
                #expect(plan.flatMap { $0.steps.flatMap(\.notes) }.allSatisfy { $0.level != .blocker })
                let up = try await runner.up()
                #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
                #expect(
                    try await test.text("SELECT GROUP_CONCAT(id, ':', total ORDER BY id) FROM p") == "1:7,3:9,5:10,7:25"
                )
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// Columns may have the names that Suture's own tables use.
    @Test(arguments: await TestServers.all())
    func takesColumnsOfAnyName(server: TestServer) async throws {
        let names = [
            "k_1", "n_1", "o_1", "v_1", "v_2", "place", "turn", "key_1", "differs", "is_moved", "w", "t", "m", "f",
        ]
        try await RunnerCase.with(server) { test in
            let columns = names.map { "`\($0)` INT" }.joined(separator: ", ")
            try await test.execute(
                """
                CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), \(raw: columns), u_1 INT, goes INT,
                  UNIQUE KEY (u_1, goes), FOREIGN KEY (k_1) REFERENCES p (id))
                """,
                "INSERT INTO p (id, name) VALUES (1, 'a'), (2, 'a'), (3, 'b')",
                "UPDATE p SET \(raw: names.map { "`\($0)` = 3" }.joined(separator: ", ")), u_1 = 5, goes = 6 WHERE id = 2"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(
                    of: "p",
                    by: ["name"],
                    fields: [
                        "k_1": .fillBlank, "v_2": .fillBlank, "v_1": .sum, "place": .maximum, "turn": .sum, "u_1": .sum,
                        "goes": .fillBlank, "key_1": .fillBlank, "t": .fillBlank, "f": .sum,
                    ]
                )
            }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(
                try await test.count("p WHERE id = 1 AND k_1 = 3 AND v_1 = 3 AND v_2 = 3 AND u_1 = 5 AND goes = 6") == 1
            )
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Rows that would exchange their values cannot get them in any order.
    @Test(arguments: await TestServers.all())
    func refusesRowsThatExchangeTheirValues(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), total INT UNIQUE)",
                "INSERT INTO p VALUES (1, 'a', 3), (2, 'a', 4), (3, 'b', 7), (4, 'b', -4)"
            )
            let runner = try test.runner { MergeDuplicates(of: "p", by: ["name"], fields: ["total": .sum]) }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
            #expect(notes.count == 1 && notes[0].text.hasPrefix("2 rows of p exchange"), "\(notes)")
        }
    }
}
