import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Ids in JSON documents that a merge rewrites by their paths.
@Suite struct JSONReferenceTests {
    private func merge(
        _ server: TestServer,
        _ statements: [Statement],
        _ references: [MergeReference],
        collisions: [String: CollisionPolicy] = [:],
        after: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in statements { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], undeclared: references, collisions: collisions)
            }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            try await after(test)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func rewritesNumbersAndStringsEachAsItIs(server: TestServer) async throws {
        let statements: [Statement] = [
            "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
            "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'b')",
            "CREATE TABLE payments (id INT PRIMARY KEY, meta JSON, note TEXT)",
            """
            INSERT INTO payments VALUES
              (1, '{"firm_id":2,"z":1,"a":[1.50, "é", null, true]}', 'no document'), (2, '{"firm_id":"2"}', '{"f": 2}'),
              (3, '{"firm_id":3}', '{"f": [2]}'), (4, '{"firm_id":null}', NULL), (5, NULL, ''), (6, '[2]', '2'),
              (7, '{"firm_id":2.0,"other":2}', ''), (8, '{"firm_id":"two"}', ''),
              (9, '{"deep": {"list": [{"x": 2}, {"x": 2}]}, "firm_id":1}', '')
            """,
        ]
        let references = [
            MergeReference("payments", "meta", path: "$.firm_id"), MergeReference("payments", "note", path: "$.f"),
            MergeReference("payments", "meta", path: "$.deep.list[1].x"),
        ]
        try await merge(server, statements, references) { test async throws in
            let expected = [
                #"{"firm_id":1,"z":1,"a":[1.50, "é", null, true]}"#, #"{"firm_id":"1"}"#, #"{"firm_id":3}"#,
                #"{"firm_id":null}"#, nil, "[2]", #"{"firm_id":2.0,"other":2}"#, #"{"firm_id":"two"}"#,
                #"{"deep": {"list": [{"x": 2}, {"x": 1}]}, "firm_id":1}"#,
            ]
            for (number, document) in expected.enumerated() {
                let same: Int? = try await test.connection.run { session in
                    // MariaDB preserves the text of a document, except for the blanks in a changed one.
                    let isSame: Statement =
                        session.server.vendor == .mysql
                        ? "meta <=> CAST(\(document) AS JSON)"
                        : "REPLACE(meta, ' ', '') <=> REPLACE(\(document), ' ', '')"
                    return try session.value("SELECT COUNT(*) FROM payments WHERE id = \(number + 1) AND \(isSame)")
                }
                #expect(same == 1, "document \(number + 1)")
            }
            let notes = "SELECT GROUP_CONCAT(COALESCE(note, '-') ORDER BY id SEPARATOR '|') FROM payments" as Statement
            #expect(try await test.text(notes) == #"no document|{"f": 1}|{"f": [2]}|-||2|||"#)
        }
    }

    /// The documents are in a table that loses rows itself, and refer to another one that does.
    @Test(arguments: await TestServers.all())
    func rewritesDocumentsOfATableThatLosesRows(server: TestServer) async throws {
        let statements: [Statement] = [
            "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
            "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'b')",
            """
            CREATE TABLE shops (code VARCHAR(10) PRIMARY KEY, firm_id INT NOT NULL, number INT NOT NULL, meta JSON,
              UNIQUE KEY (firm_id, number), FOREIGN KEY (firm_id) REFERENCES firms (id)) COLLATE utf8mb4_unicode_ci
            """,
            """
            INSERT INTO shops VALUES ('x', 1, 1, '{"firm": 2, "near": "Y"}'), ('y', 2, 1, '{"firm": 2}'),
              ('z', 2, 2, '{"firm": 1, "near": "x"}')
            """,
        ]
        let references = [
            MergeReference("shops", "meta", path: "$.firm"),
            MergeReference("shops", "meta", path: "$.near", to: "shops"),
        ]
        try await merge(server, statements, references, collisions: ["shops": .keepSurvivors]) { test async throws in
            let rows: Statement = """
                SELECT GROUP_CONCAT(code, firm_id, JSON_UNQUOTE(JSON_EXTRACT(meta, '$.firm')),
                  COALESCE(JSON_UNQUOTE(JSON_EXTRACT(meta, '$.near')), '-') ORDER BY code) FROM shops
                """
            #expect(try await test.text(rows) == "x11x,z11x")
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesPathsOfManyValues(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
                "CREATE TABLE payments (id INT PRIMARY KEY, meta JSON, amount INT)"
            )
            for (column, path) in [
                ("meta", "$.items[*].firm_id"), ("meta", "firm_id"), ("amount", "$.a"), ("x", "$.a"),
            ] {
                let runner = try test.runner {
                    MergeDuplicates(
                        of: "firms",
                        by: ["name"],
                        undeclared: [MergeReference("payments", column, path: path)]
                    )
                }
                await #expect(throws: SutureError.self, "\(path)") { () async throws in _ = try await runner.plan() }
            }
        }
    }
}
