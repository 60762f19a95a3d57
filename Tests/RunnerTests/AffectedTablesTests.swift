import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// The tables that a run reports to a backup.
@Suite struct AffectedTablesTests {
    private func withTables(_ server: TestServer, _ body: (RunnerCase) async throws -> Void) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE grounds (id INT PRIMARY KEY)",
                "CREATE TABLE houses (id INT PRIMARY KEY, ground_id INT, FOREIGN KEY (ground_id) REFERENCES grounds (id))",
                "CREATE TABLE rooms (id INT PRIMARY KEY, house_id INT, owner_id INT, "
                    + "FOREIGN KEY (house_id) REFERENCES houses (id) ON DELETE CASCADE)",
                "CREATE TABLE owners (id INT PRIMARY KEY)",
                "ALTER TABLE rooms ADD FOREIGN KEY (owner_id) REFERENCES owners (id)",
                "CREATE TABLE visits (id INT PRIMARY KEY, house_id INT, FOREIGN KEY (house_id) REFERENCES houses (id))",
                "CREATE TABLE rest (id INT PRIMARY KEY)",
                "INSERT INTO houses VALUES (1, NULL)"
            )
            try await body(test)
        }
    }

    @StepBuilder private static var steps: [any Step] {
        Update("houses", set: ["ground_id": "NULL"], where: "id = 1")
    }

    /// Parents are included, as rows refer to them, and so are the tables whose rows follow; other referring tables do
    /// not change.
    @Test(arguments: await TestServers.all())
    func areTheChangedOnesWithParentsAndCascades(server: TestServer) async throws {
        try await withTables(server) { test in
            let expected = ["grounds", "houses", "owners", "rooms"]
            let runner = try test.runner { Self.steps }
            #expect(try await runner.affectedTables() == expected)
            let told = Mutex<[(Int64, HookMoment.Direction, [String])]>([])
            func backup(_ occasion: RunOccasion) throws -> String {
                let tables = try occasion.affectedTables()
                told.withLock { $0.append((occasion.run, occasion.direction, tables)) }
                return "file"
            }
            #expect(try await runner.up { try backup($0) }.backup == "file")
            #expect(try await runner.affectedTables() == [])
            let run: Int64? = try await test.connection.run { try $0.value("SELECT run FROM suture_history") }
            _ = try await runner.down(.everything) { try backup($0) }
            let all = told.withLock { $0 }
            #expect(all.map(\.0).first == run)
            #expect(all.map(\.1) == [.up, .down])
            #expect(all.map(\.2) == [expected, expected])
        }
    }

    @Test(arguments: await TestServers.all())
    func areRefusedWhereTheyCannotBeForeseen(server: TestServer) async throws {
        try await withTables(server) { test in
            let raw = try test.runner { SQL("UPDATE rest SET id = 3", down: "UPDATE rest SET id = 2") }
            let error = await #expect(throws: SutureError.self) {
                try await raw.up { try $0.affectedTables().joined() }
            }
            #expect(error?.code == .affectedUnknown)
            #expect(error?.outcome == .refused)
            #expect(try await test.count("suture_history") == 0)

            try await test.execute(
                "CREATE TRIGGER t AFTER UPDATE ON houses FOR EACH ROW INSERT INTO rest VALUES (NEW.id)"
            )
            let fired = await #expect(throws: SutureError.self) {
                try await test.runner { Self.steps }.affectedTables()
            }
            #expect(fired?.code == .affectedUnknown)
            #expect(fired?.message.contains("trigger t ") == true)
        }
    }
}
