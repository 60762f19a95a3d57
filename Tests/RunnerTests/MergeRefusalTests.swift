import MySQLClient
import PrivateServer
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges that are refused before they change anything.
@Suite struct MergeRefusalTests {
    @Test(arguments: await TestServers.all())
    func refusesCollisionsWithoutAPolicy(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                MergeTables.firms,
                MergeTables.rows,
                """
                CREATE TABLE prices (id INT PRIMARY KEY, firm_id INT, week INT, UNIQUE KEY week_of_firm (firm_id, week),
                  FOREIGN KEY (firm_id) REFERENCES firms (id))
                """,
                "INSERT INTO prices VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 1)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .collision)
            #expect(error?.outcome == .refused)
            #expect(error?.message.contains("2 rows of prices") == true)
            #expect(error?.message.contains("week_of_firm") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await runner.history().isEmpty)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAReferenceThatIsNeitherNamedNorIgnored(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                MergeTables.firms,
                MergeTables.rows,
                "CREATE TABLE bills (id INT PRIMARY KEY, firm_id INT)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            let plan = try await runner.plan()
            #expect(plan.flatMap { $0.steps.flatMap(\.notes) }.contains { $0.code == .undeclaredReference })
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .undeclaredReference)
            #expect(error?.message.contains("bills.firm_id") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])
            let ignoring = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], ignoring: [MergeReference("bills", "firm_id")])
            }
            #expect(try await ignoring.up().migrations.count == 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func stopsWhenMembersOfAClassDiffer(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in MergeTables.ministries { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let rules: [MergeRule] = [.separate(whenDiffers: "country"), .stopWhenDiffers("head")]
            let runner = try test.runner { MergeDuplicates(of: "ministries", by: ["name"], rules: rules) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .classesDiffer)
            #expect(error?.outcome == .refused)
            #expect(error?.message == "Equal rows of ministries differ in head, in 1 class.")
            #expect(try await test.fingerprint().differences(from: start) == [])
            try await test.execute("UPDATE ministries SET head = 8 WHERE id = 6")
            #expect(try await runner.up().migrations.count == 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func namesTheNearestColumnOfARule(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in MergeTables.ministries { try await test.execute(statement) }
            let runner = try test.runner {
                MergeDuplicates(of: "ministries", by: ["name"], rules: [.separate(whenDiffers: "contry")])
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.plan() }
            #expect(error?.code == .columnMissing)
            #expect(error?.remedy.contains("country") == true)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesASurvivorThatIsNotThere(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(MergeTables.firms, MergeTables.rows)
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"], survivor: [.row(key: "99")]) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code.rawValue == "survivor-missing")
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
            let merge = MergeDuplicates(of: "firms", by: ["name"], survivor: [.row(key: "3")])
            _ = try await test.runner { merge }.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM firms") == "3,4")
        }
    }

    @Test(arguments: await TestServers.all())
    func saysThatAViewIsNoTable(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(MergeTables.firms, "CREATE VIEW companies AS SELECT * FROM firms")
            let runner = try test.runner { MergeDuplicates(of: "Companies", by: ["name"]) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.plan() }
            #expect(error?.code == .tableMissing)
            #expect(error?.message.contains("companies is a view, not a table") == true)
        }
    }

    /// Rows of the merged table itself would be equal under its own unique key: reported before anything changes.
    @Test(arguments: await TestServers.all())
    func refusesCollisionsAmongTheRowsThatStay(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50), code VARCHAR(9), owner_id INT,
                  UNIQUE KEY codes (owner_id, code), FOREIGN KEY (owner_id) REFERENCES firms (id))
                """,
                "INSERT INTO firms VALUES (1, 'A', 'a', NULL), (2, 'A', 'a', NULL), (3, 'C', 'c', 1), (4, 'D', 'c', 2)"
            )
            let start = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await test.runner { MergeDuplicates(of: "firms", by: ["name"]) }.up()
            }
            #expect(error?.code == .collision)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Only MySQL has keys over expressions; one without a re-pointed column is no obstacle.
    @Test(arguments: try await TestServers.all(of: .mysql))
    func refusesAKeyOverAnExpressionOfARePointedColumn(server: TestServer) async throws {
        for (expression, isRefused) in [("lower(title)", false), ("concat(firm_id, '`firm_id`')", true)] {
            try await RunnerCase.with(server) { test async throws in
                try await test.execute(
                    MergeTables.firms,
                    MergeTables.rows,
                    """
                    CREATE TABLE courses (id INT PRIMARY KEY, title VARCHAR(9), firm_id INT,
                      FOREIGN KEY (firm_id) REFERENCES firms (id), UNIQUE KEY computed ((\(raw: expression))))
                    """,
                    "INSERT INTO courses VALUES (1, 'a', 1), (2, 'b', 2)"
                )
                let start = try await test.fingerprint()
                let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
                if isRefused {
                    let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
                    #expect(error?.message.contains("computed of courses is over an expression") == true)
                } else {
                    _ = try await runner.up()
                    #expect(try await test.text("SELECT GROUP_CONCAT(firm_id) FROM courses") == "1,1")
                    _ = try await runner.down(.everything)
                }
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// A reference that cannot be re-pointed, one with an unknown target, and a key under which unequal rows collide.
    @Test(arguments: await TestServers.all())
    func refusesReferencesThatCannotBeMoved(server: TestServer) async throws {
        var tables: [Statement] = [
            """
            CREATE TABLE others (id INT PRIMARY KEY, tens INT, firm_id INT GENERATED ALWAYS AS (tens DIV 10) STORED,
              FOREIGN KEY (firm_id) REFERENCES firms (id))
            """
        ]
        if try await server.running().vendor == .mariadb {
            tables += [
                "CREATE TABLE others (id INT PRIMARY KEY, name VARCHAR(20), FOREIGN KEY (name) REFERENCES firms (name))"
                    + " COLLATE utf8mb4_unicode_ci",
                """
                CREATE TABLE others (id INT PRIMARY KEY, firm_id INT NOT NULL, start DATE NOT NULL, end DATE NOT NULL,
                  PERIOD FOR span (start, end), UNIQUE KEY spans (firm_id, span WITHOUT OVERLAPS),
                  FOREIGN KEY (firm_id) REFERENCES firms (id))
                """,
            ]
        }
        for table in tables {
            try await RunnerCase.with(server) { test async throws in
                try await test.execute(
                    MergeTables.firms,
                    MergeTables.rows,
                    "ALTER TABLE firms ADD KEY (name)",
                    table
                )
                let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code == .unsupported)
                #expect(try await runner.history().isEmpty)
            }
        }
    }
}
