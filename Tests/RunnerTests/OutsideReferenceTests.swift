import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges and other keys of tables to which tables of another schema refer.
@Suite struct OutsideReferenceTests {
    /// A schema with firms, and another one that refers to them.
    private struct Case {
        let test: RunnerCase
        let own: Statement
        let other: String
        var crm: Statement { "\(identifier: other)" }

        func fingerprint() async throws -> [Fingerprint] {
            let other = other
            let outside = try await test.connection.run { try Fingerprint.take(of: other, in: $0) }
            return [try await test.fingerprint(), outside]
        }

        func differences(from start: [Fingerprint]) async throws -> [String] {
            zip(try await fingerprint(), start).flatMap { $0.differences(from: $1) }
        }

        func contracts(_ rest: Statement = "", key: Statement = "PRIMARY KEY") -> Statement {
            """
            CREATE TABLE \(crm).contracts (id INT \(key), firm_id INT NOT NULL, number INT, note VARCHAR(9),
              updated_at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP,
              UNIQUE KEY numbers (firm_id, number), CONSTRAINT of_firm FOREIGN KEY (firm_id) REFERENCES \(own).firms (id)
              ON DELETE CASCADE ON UPDATE CASCADE \(rest))
            """
        }

        var rows: Statement {
            """
            INSERT INTO \(crm).contracts (id, firm_id, number, note) VALUES (10, 1, 1, 'a'), (20, 2, 1, 'b'), (30, 3, 2, 'c'),
              (40, 4, 1, 'd')
            """
        }
    }

    private func with(_ server: TestServer, _ body: (Case) async throws -> Void) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(MergeTables.firms, MergeTables.rows)
            let own = try #require(test.configuration.database)
            // The referring one is dropped first.
            try await server.withSchema { other async throws in
                try await body(Case(test: test, own: "\(identifier: own)", other: try #require(other.database)))
            }
        }
    }

    /// Contracts of another schema collide and are merged, their payments are re-pointed and collide as well, a table
    /// of the schema itself refers to those, and another one there to a key that moves.
    @Test(arguments: await TestServers.all())
    func followsReferencesThroughAnotherSchemaAndBack(server: TestServer) async throws {
        try await with(server) { story async throws in
            let (test, crm) = (story.test, story.crm)
            try await test.execute(
                story.contracts(),
                story.rows,
                """
                CREATE TABLE \(crm).payments (id INT PRIMARY KEY, contract_id INT NOT NULL, month INT, UNIQUE (contract_id, month),
                  FOREIGN KEY (contract_id) REFERENCES \(crm).contracts (id) ON DELETE CASCADE)
                """,
                "INSERT INTO \(crm).payments VALUES (1, 10, 1), (2, 20, 1), (3, 20, 2), (4, 30, 1), (5, 40, 1)",
                """
                CREATE TABLE letters (id INT PRIMARY KEY, payment INT,
                  FOREIGN KEY (payment) REFERENCES \(crm).payments (id) ON DELETE SET NULL)
                """,
                "INSERT INTO letters VALUES (1, 1), (2, 2), (3, 3), (4, NULL)",
                "CREATE TABLE rates (firm_id INT NOT NULL PRIMARY KEY, FOREIGN KEY (firm_id) REFERENCES firms (id))",
                "INSERT INTO rates VALUES (2), (4)",
                """
                CREATE TABLE \(crm).payouts (id INT PRIMARY KEY, rate INT NOT NULL,
                  FOREIGN KEY (rate) REFERENCES \(story.own).rates (firm_id) ON UPDATE CASCADE ON DELETE CASCADE)
                """,
                "INSERT INTO \(crm).payouts VALUES (1, 2), (2, 2), (3, 4)"
            )
            let start = try await story.fingerprint()
            let contracts = "\(story.other).contracts"
            let merge = MergeDuplicates(
                of: "firms",
                by: ["name"],
                collisions: [contracts: .merge, "\(story.other).payments": .merge]
            )
            let runner = try test.runner { merge }
            let plan = try await runner.plan()
            #expect(
                plan.flatMap { $0.steps.flatMap(\.notes) }.contains { $0.code == .otherSchema && $0.level == .warning }
            )
            let up = try await runner.up().migrations.flatMap(\.changes)
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up)
            #expect(up.contains { $0.table == contracts && $0.kind == .delete && $0.rows == 1 })
            let found =
                "SELECT GROUP_CONCAT(id, ':', firm_id, COALESCE(note, '-') ORDER BY id) FROM \(crm).contracts"
                as Statement
            #expect(try await test.text(found) == "10:1a,30:1c,40:4d")
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', contract_id ORDER BY id) FROM \(crm).payments")
                    == "1:10,3:10,4:30,5:40"
            )
            let letters = "SELECT GROUP_CONCAT(COALESCE(payment, '-') ORDER BY id) FROM letters" as Statement
            #expect(try await test.text(letters) == "1,1,3,-")
            #expect(try await test.text("SELECT GROUP_CONCAT(rate ORDER BY id) FROM \(crm).payouts") == "1,1,4")
            #expect(try await test.count("\(crm).contracts WHERE updated_at = '2020-01-01 00:00:00'") == 3)
            #expect(
                try await test.count(
                    "information_schema.TABLES WHERE TABLE_SCHEMA = \(story.other) AND TABLE_NAME LIKE 'suture%'"
                ) == 0
            )
            let redirects = try await runner.redirects(table: contracts).redirects
            #expect(redirects.map { "\($0.key) \($0.survivor)" } == ["20 10"])
            let end = try await story.fingerprint()
            _ = try await runner.down(.everything)
            #expect(try await story.differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await story.differences(from: end) == [])
            _ = try await runner.down(.everything)
            try await test.execute("DROP TABLE letters")
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsConflictsThere(server: TestServer) async throws {
        try await with(server) { story async throws in
            let (test, crm) = (story.test, story.crm)
            try await test.execute(story.contracts(), story.rows)
            let contracts = "\(story.other).contracts"
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], collisions: [contracts: .keepSurvivors])
            }
            _ = try await runner.up()
            // A column that was not changed, one that was, and a taken unique key.
            try await test.execute(
                "UPDATE \(crm).contracts SET note = 'kept' WHERE id = 10",
                "UPDATE \(crm).contracts SET firm_id = 4 WHERE id = 30",
                "INSERT INTO \(crm).contracts (id, firm_id, number) VALUES (20, 1, 7)"
            )
            let edited = try await story.fingerprint()
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(error?.code == .conflict)
            #expect(error?.details.contains { $0.hasPrefix("\(contracts) 30: edited since (firm_id)") } == true)
            #expect(error?.details.contains { $0.hasPrefix("\(contracts) 20: occupied since") } == true)
            #expect(try await story.differences(from: edited) == [])
            var request = DownRequest.everything
            request.conflictPolicy = .keep
            _ = try await runner.down(request)
            let found =
                "SELECT GROUP_CONCAT(id, ':', firm_id, COALESCE(note, '-') ORDER BY id) FROM \(crm).contracts"
                as Statement
            #expect(try await test.text(found) == "10:1kept,20:1-,30:4c,40:4d")
        }
    }

    /// Problems that the schema shows are refused before anything is changed.
    @Test(arguments: await TestServers.all())
    func refusesTablesThatCannotBeRepaired(server: TestServer) async throws {
        try await with(server) { story async throws in
            let test = story.test
            let trigger: Statement = """
                CREATE TRIGGER \(story.crm).tell AFTER UPDATE ON \(story.crm).contracts FOR EACH ROW
                INSERT INTO \(story.crm).log VALUES (NEW.id)
                """
            let log: Statement = "CREATE TABLE \(story.crm).log (id INT)"
            let stories: [(SutureError.Code, [Statement])] = [
                (.collision, [story.contracts(), story.rows]),
                (.primaryKeyMissing, [story.contracts(key: "NULL")]),
                (
                    .triggersFire,
                    [story.contracts(), log, trigger, story.rows, "DELETE FROM \(story.crm).contracts WHERE id = 20"]
                ),
            ]
            for (code, statements) in stories {
                for statement in statements { try await test.execute(statement) }
                let start = try await story.fingerprint()
                let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
                let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
                #expect(error?.code == code)
                #expect(error?.outcome == .refused)
                #expect(error?.message.contains("\(story.other).contracts") == true)
                #expect(try await story.differences(from: start) == [])
                try await test.execute("DROP TABLE IF EXISTS \(story.crm).contracts, \(story.crm).log")
            }
        }
    }

    /// A table of the schema itself may have the name by which another one is known.
    @Test(arguments: await TestServers.all())
    func refusesATableWhoseNameIsTaken(server: TestServer) async throws {
        try await with(server) { story async throws in
            let test = story.test
            try await test.execute(
                story.contracts(),
                story.rows,
                "CREATE TABLE \(identifier: "\(story.other).contracts") (id INT PRIMARY KEY)"
            )
            let start = try await story.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
            #expect(error?.message.contains("by of_firm") == true)
            #expect(try await story.differences(from: start) == [])
        }
    }

    /// A copy of the schema would not contain the rows of another one.
    @Test(arguments: await TestServers.all())
    func refusesAnExactPlan(server: TestServer) async throws {
        try await with(server) { story async throws in
            try await story.test.execute(story.contracts(), story.rows)
            let contracts = "\(story.other).contracts"
            let runner = try story.test.runner {
                MergeDuplicates(of: "firms", by: ["name"], collisions: [contracts: .merge])
            }
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.exactPlan() }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains(contracts) == true)
        }
    }

    @Test(arguments: await TestServers.all())
    func givesReferringRowsThereTheNewKeys(server: TestServer) async throws {
        try await with(server) { story async throws in
            let test = story.test
            try await test.execute(
                story.contracts(),
                "INSERT INTO \(story.crm).contracts (id, firm_id, number) VALUES (1, 1, 1), (2, 4, 1)",
                "CREATE TABLE companies (id INT PRIMARY KEY, code VARCHAR(10)) COLLATE utf8mb4_unicode_ci",
                "INSERT INTO companies VALUES (71, 'a'), (4, 'd')"
            )
            let start = try await story.fingerprint()
            let runner = try test.runner { RekeyRows(of: "firms", to: .matching("companies", on: "code")) }
            let plan = try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }
            #expect(try await runner.up().migrations.flatMap(\.changes) == plan)
            let found = "SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM \(story.crm).contracts" as Statement
            #expect(try await test.text(found) == "71,4")
            _ = try await runner.down(.everything)
            #expect(try await story.differences(from: start) == [])
        }
    }

    /// Older versions created state tables that are too narrow for such a name.
    @Test(arguments: await TestServers.all())
    func widensStateTablesOfOlderVersions(server: TestServer) async throws {
        try await with(server) { story async throws in
            let test = story.test
            let name = String(repeating: "c", count: 56)
            try await test.execute(
                """
                CREATE TABLE \(story.crm).\(identifier: name) (id INT PRIMARY KEY, firm_id INT,
                  FOREIGN KEY (firm_id) REFERENCES \(story.own).firms (id))
                """,
                "INSERT INTO \(story.crm).\(identifier: name) VALUES (1, 2)"
            )
            let start = try await story.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            _ = try await runner.up()
            _ = try await runner.down(.everything)
            try await test.execute(
                "ALTER TABLE suture_journal MODIFY table_name VARCHAR(64) NOT NULL",
                "ALTER TABLE suture_redirects MODIFY table_name VARCHAR(64) NOT NULL"
            )
            _ = try await runner.up()
            #expect(try await test.text("SELECT CAST(firm_id AS CHAR) FROM \(story.crm).\(identifier: name)") == "1")
            _ = try await runner.down(.everything)
            #expect(try await story.differences(from: start) == [])
        }
    }
}
