import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Undeclared references whose type is not that of the key.
@Suite struct ReferenceTypeTests {
    private static let people: [Statement] = [
        "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        "INSERT INTO people VALUES (1, 'a'), (2, 'a'), (3, 'b')",
    ]
    private static let values =
        "(1, 'group', '2f0e-aa'), (2, 'person', '2-old'), (3, 'person', '02'), "
        + "(4, 'person', '2.0'), (5, 'person', '2e0'), (6, 'person', '2'), (7, 'group', '2'), (8, 'person', '3'), "
        + "(9, 'person', '2\\n'), (10, 'person', ''), (11, 'person', '99999999999999999999'), (12, 'person', '2 '), "
        + "(13, 'person', NULL), (14, 'person', '-2')"

    /// Text is a reference only when it is the key's canonical form, and of the kind.
    @Test(arguments: await TestServers.all())
    func comparesTextWithTheCanonicalKey(server: TestServer) async throws {
        for type in ["VARCHAR(60)", "LONGTEXT", "VARBINARY(60)", "VARCHAR(60) CHARACTER SET latin1"] {
            try await RunnerCase.with(server) { test async throws in
                for statement in Self.people { try await test.execute(statement) }
                try await test.execute(
                    "CREATE TABLE logentry (id INT PRIMARY KEY, content_type VARCHAR(20), object_id \(raw: type))",
                    "INSERT INTO logentry VALUES \(raw: Self.values)"
                )
                let start = try await test.fingerprint()
                let runner = try test.runner {
                    MergeDuplicates(
                        of: "people",
                        by: ["name"],
                        undeclared: [MergeReference("logentry", "object_id", when: "content_type", is: "person")]
                    )
                }
                let plan = try await runner.plan()
                let up = try await runner.up()
                #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
                #expect(
                    try await test.count("logentry WHERE id = 6 AND CAST(object_id AS BINARY) = '1'") == 1,
                    "\(type)"
                )
                #expect(try await test.count("logentry WHERE CAST(object_id AS BINARY) = '1'") == 1, "\(type)")
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    /// Text that is no key's canonical form refers to nothing.
    @Test(arguments: await TestServers.all())
    func deletesOrphansOfText(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.people { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY, person VARCHAR(60))",
                "INSERT INTO notes VALUES (1, '2'), (2, '2-old'), (3, '02'), (4, NULL), (5, '3'), (6, '2f0e-aa')"
            )
            let runner = try test.runner { DeleteOrphans(in: "notes", whose: ["person": "people"]) }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM notes") == "1,4,5")
        }
    }

    /// The path of a survivor rule, and a change of keys, use the same comparison.
    @Test(arguments: await TestServers.all())
    func countsAndRekeysByText(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.people { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY, person VARCHAR(60))",
                "INSERT INTO notes VALUES (1, '1-old'), (2, '01'), (3, '2'), (4, '1.0'), (5, 'x'), (6, '3')",
                "CREATE TABLE sources (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO sources VALUES (30, 'b')"
            )
            let start = try await test.fingerprint()
            let reference = MergeReference("notes", "person")
            let runner = try test.runner {
                MergeDuplicates(
                    of: "people",
                    by: ["name"],
                    survivor: [.mostReferenced(by: "notes")],
                    undeclared: [reference]
                )
                RekeyRows(of: "people", to: .matching("sources", on: "name"), undeclared: [reference])
            }
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM people") == "2,30")
            #expect(
                try await test.text("SELECT GROUP_CONCAT(person ORDER BY id) FROM notes") == "1-old,01,2,1.0,x,30"
            )
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A number cannot hold the text of a key.
    @Test(arguments: await TestServers.all())
    func refusesNumbersForKeysOfText(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE people (id VARCHAR(20) PRIMARY KEY, name VARCHAR(20) NOT NULL)",
                "INSERT INTO people VALUES ('1', 'a'), ('x', 'a')",
                "CREATE TABLE notes (id INT PRIMARY KEY, person INT)"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "people", by: ["name"], undeclared: [MergeReference("notes", "person")])
            }
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
            #expect(error?.code == .unsupported)
        }
    }
}
