import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Unique and foreign keys: checked in advance, added, and dropped without a trace.
@Suite struct ConstraintTests {
    private static let parent: Statement = "CREATE TABLE parents (id BIGINT UNSIGNED PRIMARY KEY, code CHAR(5) UNIQUE)"
    private static let child: Statement =
        "CREATE TABLE children (id INT PRIMARY KEY, parent_id BIGINT UNSIGNED, other_id INT, name VARCHAR(30))"

    /// The server drops the index that it created for a foreign key once another one replaces it; it has to be
    /// restored.
    @Test(arguments: await TestServers.all(), [["parent_id", "name"], ["parent_id"], ["parent_id", "id"]])
    func bringsBackAnIndexThatTheServerDropped(server: TestServer, columns: [String]) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.parent,
                Self.child,
                "INSERT INTO parents VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO children VALUES (1, 1, 1, 'x'), (2, 2, 1, 'y'), (3, NULL, 1, 'z')",
                "ALTER TABLE children ADD CONSTRAINT fk FOREIGN KEY (parent_id) REFERENCES parents (id)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner { AddUniqueKey("uq", on: "children", columns: columns) }
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings) == [])
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func leavesAKeyThatWasThereBefore(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.parent, Self.child, "ALTER TABLE children ADD UNIQUE KEY mine (name)")
            let start = try await test.fingerprint()
            let runner = try test.runner { AddUniqueKey("uq_name", on: "children", columns: ["name"]) }
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesOrphansUnderAForeignKey(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.parent,
                Self.child,
                "INSERT INTO parents VALUES (1, 'a')",
                "INSERT INTO children (id, parent_id) VALUES (1, 1), (2, 9), (3, NULL), (4, 8)"
            )
            let start = try await test.fingerprint()
            let add = AddForeignKey("fk", on: "children", column: "parent_id", references: "parents")
            let error = await #expect(throws: SutureError.self) { _ = try await test.runner { add }.up() }
            #expect(error?.code == .orphansRemain)
            #expect(error?.message.contains("2 rows of children") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])

            let repaired = try test.runner {
                DeleteOrphans(in: "children", whose: ["parent_id": "parents"], remedy: .setNull)
                add
            }
            _ = try await repaired.up()
            #expect(try await test.count("children WHERE parent_id IS NULL") == 3)
            _ = try await repaired.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesColumnsThatDoNotAgree(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.parent, Self.child)
            let runner = try test.runner {
                AddForeignKey("fk", on: "children", column: "other_id", references: "parents")
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .foreignKeyMismatch)
            #expect(error?.message.contains("children.other_id and parents.id do not agree in type") == true)
            #expect(try await test.stateTables().isEmpty)
        }
    }

    @Test(arguments: await TestServers.all())
    func namesTheNearestColumn(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.parent, Self.child)
            let runner = try test.runner { AddUniqueKey("uq", on: "children", columns: ["nme"]) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.plan() }
            #expect(error?.code == .columnMissing)
            #expect(error?.remedy.contains("name") == true)
        }
    }

    /// The server ended the ALTER, and the runner died before it recorded what the statement had created.
    @Test(arguments: await TestServers.all())
    func takesBackAKeyThatNobodyRecorded(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute("CREATE TABLE names (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)")
            try await test.execute("INSERT INTO names VALUES (1, 'a'), (2, 'a'), (3, 'b')")
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(of: "names", by: ["name"])
                AddUniqueKey("uq_names", on: "names", columns: ["name"])
            }
            _ = try await runner.up()
            try await test.execute(
                "UPDATE suture_history SET state = 'applying', finished_at = NULL",
                """
                UPDATE suture_steps SET state = 'running', finished_at = NULL,
                  payload = REPLACE(REPLACE(payload, '"isSettled":true', '"isSettled":false'), '["uq_names"]', '[]')
                WHERE kind = 'add-unique-key'
                """
            )
            #expect(try await runner.planDown(.everything).conflicts.count == 0)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Definitions that the server would refuse, or ignore silently, are refused before an earlier step has changed
    /// anything.
    @Test(arguments: await TestServers.all())
    func refusesWhatTheServerCannotDefine(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                Self.parent,
                "CREATE TABLE loose (id INT PRIMARY KEY, parent_id BIGINT UNSIGNED) ENGINE=MyISAM",
                """
                CREATE TABLE strict (id INT PRIMARY KEY, parent_id BIGINT UNSIGNED NOT NULL, loose_id INT, place POINT,
                  KEY Named (id))
                """,
                "INSERT INTO parents VALUES (1, 'a')"
            )
            let start = try await test.fingerprint()
            let steps: [any Step] = [
                AddForeignKey("fk", on: "loose", column: "parent_id", references: "parents"),
                AddForeignKey("fk", on: "strict", column: "loose_id", references: "loose"),
                AddForeignKey("fk", on: "strict", column: "parent_id", references: "parents", onDelete: .setNull),
                AddUniqueKey("uq", on: "strict", columns: ["place"]),
                AddUniqueKey("named", on: "strict", columns: ["parent_id"]),
            ]
            for step in steps {
                let runner = try test.runner {
                    Update("parents", set: ["code": "'b'"], where: "TRUE")
                    step
                }
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.outcome == .refused)
                let differences = try await test.fingerprint().differences(from: start)
                #expect(differences == [])
            }
        }
    }

    /// The length of a key is counted in bytes, of which a character of another set than utf8mb4 has fewer.
    @Test(arguments: await TestServers.all())
    func addsALongKeyOverShortCharacters(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute("CREATE TABLE pages (id INT PRIMARY KEY, url VARCHAR(2000) CHARACTER SET ascii)")
            let runner = try test.runner { AddUniqueKey("uq_url", on: "pages", columns: ["url"]) }
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings) == [])
        }
    }
}
