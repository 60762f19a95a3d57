import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The preview of a rollback counts later writes by table.
@Suite struct RollbackTableTests {
    @Test(arguments: await TestServers.all())
    func countsNothingWhereNothingWasWritten(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let runner = try test.runner()
            _ = try await runner.up()
            let (migrations, _, tables) = try await runner.planDown(.everything)
            #expect(tables.allSatisfy { $0.conflicts == 0 && $0.referring == 0 })
            #expect(tables.map(\.changes).reduce(0, +) == ChangeTotal.sum(migrations.flatMap(\.changes)).rows)
            #expect(tables.map(\.table) == tables.map(\.table).sorted())
        }
    }

    @Test(arguments: await TestServers.all())
    func countsEditedAndDeletedAndTakenKeys(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), note TEXT)",
                "CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT, note TEXT, FOREIGN KEY (firm_id) REFERENCES firms (id))",
                "INSERT INTO firms (id, name) VALUES (1, 'a'), (2, 'a'), (3, 'a')",
                "INSERT INTO deals (id, firm_id) VALUES (1, 1), (2, 2), (3, 3), (4, 3), (5, 2)"
            )
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            _ = try await runner.up()
            try await test.execute(
                "UPDATE deals SET firm_id = NULL WHERE id IN (2, 3)",
                "DELETE FROM deals WHERE id = 4",
                "UPDATE deals SET note = 'an edit that stays' WHERE id = 5",
                "INSERT INTO deals VALUES (6, 1, 'new')",
                "INSERT INTO firms VALUES (2, 'new', NULL)"
            )
            let (_, conflicts, tables) = try await runner.planDown(.everything)
            #expect(conflicts.count == 4)
            #expect(tables.map(\.table) == ["deals", "firms"])
            let deals = try #require(tables.first)
            #expect([deals.changes, deals.conflicts, deals.edited, deals.deleted, deals.occupied] == [4, 3, 2, 1, 0])
            let firms = try #require(tables.last)
            #expect([firms.changes, firms.conflicts, firms.edited, firms.deleted, firms.occupied] == [2, 1, 0, 0, 1])
        }
    }

    /// It is in conflict with the changes of both steps, and is one row all the same.
    @Test(arguments: await TestServers.all())
    func aRowThatTwoStepsChangedIsOneRow(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE rooms (id INT PRIMARY KEY, name VARCHAR(9), floor INT)",
                "INSERT INTO rooms VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 1)"
            )
            let runner = try test.runner {
                Update("rooms", set: ["name": "UPPER(name)"], where: "BINARY name <> UPPER(name)")
                Update("rooms", set: ["floor": "2"], where: "floor = 1")
            }
            _ = try await runner.up()
            try await test.execute(
                "DELETE FROM rooms WHERE id = 1",
                "UPDATE rooms SET name = 'x', floor = 3 WHERE id = 2"
            )
            let (_, conflicts, tables) = try await runner.planDown(.everything)
            #expect(conflicts.count == 4)
            #expect(conflicts.rows == 2)
            #expect(tables.map(\.conflicts) == [2])
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(error?.message.hasPrefix("2 rows were written since") == true)
            var (restore, keep) = (DownRequest.everything, DownRequest.everything)
            (restore.conflictPolicy, keep.conflictPolicy) = (.restore, .keep)
            let refused = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(restore)
            }
            #expect(refused?.message.hasPrefix("1 row was written since") == true)
            #expect(try await runner.down(keep).kept == 2)
            #expect(try await test.text("SELECT GROUP_CONCAT(name, floor ORDER BY id) FROM rooms") == "x3,c1")
        }
    }

    @Test(arguments: await TestServers.all())
    func countsNewRowsThatReferToWhatWouldGo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE roles (id INT PRIMARY KEY, name VARCHAR(20))",
                """
                CREATE TABLE members (id INT PRIMARY KEY, role_id INT, former_id INT,
                  FOREIGN KEY (role_id) REFERENCES roles (id), FOREIGN KEY (former_id) REFERENCES roles (id))
                """
            )
            let runner = try test.runner {
                Insert(into: "roles", columns: ["id", "name"], rows: [["1", "'a'"], ["2", "'b'"], ["3", "'c'"]])
                Insert(into: "members", columns: ["id", "role_id"], rows: [["1", "1"]])
            }
            _ = try await runner.up()
            try await test.execute("INSERT INTO members VALUES (2, 2, 2), (3, 2, 3), (4, NULL, NULL)")
            let (_, _, tables) = try await runner.planDown(.everything)
            let members = try #require(tables.first)
            #expect([members.changes, members.conflicts, members.referring] == [1, 0, 2])
            let roles = try #require(tables.last)
            #expect([roles.changes, roles.conflicts, roles.referenced, roles.referring] == [3, 2, 2, 0])
        }
    }
}

extension [ChangeTotal] {
    fileprivate var rows: Int { reduce(0) { $0 + $1.rows } }
}
