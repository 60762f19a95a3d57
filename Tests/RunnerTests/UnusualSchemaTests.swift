import MySQLClient
import PrivateServer
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Unusual tables and rows: changes to them are reverted as well.
@Suite struct UnusualSchemaTests {
    /// Applies steps as they were planned, and reverts them.
    private func comeBack(
        _ test: RunnerCase,
        _ statements: [Statement],
        @StepBuilder steps: @escaping @Sendable () -> [any Step]
    ) async throws {
        for statement in statements { try await test.execute(statement) }
        let start = try await test.fingerprint()
        let runner = try test.runner(steps: steps)
        let up = try await runner.up()
        #expect(up.migrations.flatMap(\.changes).isEmpty == false)
        #expect(try await runner.verify().flatMap(\.findings) == [])
        _ = try await runner.down(.everything)
        let differences = try await test.fingerprint().differences(from: start)
        #expect(differences == [])
    }

    /// The counter precedes the comment and the partitions, which may contain any text.
    @Test(
        arguments: await TestServers.all(),
        ["PARTITION BY HASH (id) PARTITIONS 3", "COMMENT = 'all (of them)'", "COMMENT = 'no AUTO_INCREMENT=7 '"]
    )
    func countersComeBack(server: TestServer, options: String) async throws {
        try await RunnerCase.with(server) { test in
            try await comeBack(
                test,
                ["CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, size INT) \(raw: options)"]
            ) { Insert(into: "things", columns: ["id", "size"], rows: [["50", "1"]]) }
        }
    }

    /// MySQL creates such a key for a table without one (`sql_generate_invisible_primary_key`): `SELECT *` does not
    /// show it.
    @Test(arguments: await TestServers.all())
    func tablesWithAnInvisibleKeyComeBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let isGenerated = try await server.running().vendor == .mysql
            let key = isGenerated ? "" : "my_row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY, "
            if isGenerated { try await test.execute("SET SESSION sql_generate_invisible_primary_key = 1") }
            let statements: [Statement] = [
                "CREATE TABLE firms (\(raw: key)name VARCHAR(9), id INT UNIQUE)",
                "CREATE TABLE bills (\(raw: key)firm INT, amount INT, FOREIGN KEY (firm) REFERENCES firms (id))",
                "CREATE TABLE notes (\(raw: key)bill INT, v VARCHAR(9))",
                "INSERT INTO firms (name, id) VALUES ('a', 7), ('b', 8), ('a', 9)",
                "INSERT INTO bills (firm, amount) VALUES (9, 1), (8, 2), (9, 3)",
                "INSERT INTO notes (bill, v) VALUES (1, 'x'), (2, 'y'), (44, 'z')",
            ]
            try await comeBack(test, statements) {
                MergeDuplicates(of: "firms", by: ["name"])
                Update("bills", set: ["amount": "amount + 1"], where: "amount > 1")
                DeleteOrphans(in: "notes", whose: ["bill": "bills"])
                Delete(from: "bills", where: "amount = 4")
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func countersThatAnUpdateMovedComeBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                "CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, size INT)",
                "INSERT INTO things VALUES (1, 1), (2, 2)",
            ]
            try await comeBack(test, statements) { Update("things", set: ["id": "id + 1000"], where: "id = 1") }
        }
    }

    @Test(arguments: await TestServers.all())
    func columnsCanBeNamedInAnotherCase(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9))",
                "INSERT INTO firms VALUES (1, 'a'), (2, 'b')",
            ]
            try await comeBack(test, statements) {
                Update("FIRMS", set: ["ID": "id + 10"], where: "ID = 1")
                Insert(into: "FIRMS", columns: ["ID", "NAME"], rows: [["3", "'c'"]])
            }
        }
    }

    /// Otherwise the cascade would fire, which is not journalled.
    @Test(arguments: await TestServers.all())
    func aKeyThatOthersReferToIsKnownInAnotherCase(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY)",
                "CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT, "
                    + "FOREIGN KEY (firm_id) REFERENCES firms (id) ON UPDATE CASCADE)",
                "INSERT INTO firms VALUES (1)",
                "INSERT INTO deals VALUES (1, 1)"
            )
            let runner = try test.runner { Update("firms", set: ["ID": "id + 10"], where: "TRUE") }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .unsupported)
            #expect(try await test.count("deals WHERE firm_id = 1") == 1)
        }
    }

    /// The journal's columns are named after those of the table, and the server allows 64 characters.
    @Test(arguments: await TestServers.all())
    func namesOfNearlyAllCharactersAreJournalled(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let key = String(repeating: "k", count: 60)
            let accents = String(repeating: "e\u{301}", count: 32)
            let statements: [Statement] = [
                "CREATE TABLE firms (\(identifier: key) INT PRIMARY KEY, name VARCHAR(9) NOT NULL, \(identifier: accents) INT)",
                "INSERT INTO firms VALUES (1, 'a', 1), (2, 'A', 2)",
            ]
            try await comeBack(test, statements) { MergeDuplicates(of: "firms", by: ["name"]) }
        }
    }

    /// The journal has each value twice, before and after.
    @Test(arguments: await TestServers.all())
    func rowsAsLongAsTheServerAllowsAreJournalled(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                """
                CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), about VARCHAR(16000) CHARACTER SET utf8mb4,
                  code BINARY(6), kind CHAR(6))
                """,
                "INSERT INTO firms VALUES (1, 'a', NULL, 'x', 'y '), (2, 'A', 'ä ', 'y', ''), (3, 'b', 'c', 'z', 'z')",
            ]
            try await comeBack(test, statements) {
                MergeDuplicates(of: "firms", by: ["name"], fields: ["about": .fillBlank])
                Update("firms", set: ["about": "CONCAT(about, 'ö ')", "code": "'q'", "kind": "NULL"], where: "TRUE")
            }
        }
    }

    /// An application with a looser mode has stored them.
    @Test(arguments: await TestServers.all())
    func daysThatAreNoneComeBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                "CREATE TABLE notes (id INT PRIMARY KEY, day DATE NOT NULL, moment DATETIME)",
                "SET @mode = @@session.sql_mode, SESSION sql_mode = 'ALLOW_INVALID_DATES'",
                "INSERT INTO notes VALUES (1, '2026-02-30', '2026-02-31 10:00:00'), (2, '2026-02-00', '2026-00-00 10:00:00')",
                "INSERT INTO notes VALUES (3, '2026-02-30', '2026-02-31 10:00:00')",
                "SET SESSION sql_mode = @mode",
            ]
            let mode = "SELECT @@session.sql_mode" as Statement
            let before = try await test.text(mode)
            try await comeBack(test, statements) {
                Update("notes", set: ["day": "'2026-01-01'", "moment": "NULL"], where: "id < 3")
                Delete(from: "notes", where: "id = 3")
            }
            #expect(try await test.text(mode) == before)
        }
    }

    @Test(arguments: await TestServers.all())
    func aRowThatRefersToItselfGoesWithItself(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                "CREATE TABLE places (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES places (id) ON DELETE CASCADE)",
                "INSERT INTO places VALUES (1, 1), (2, 2)",
            ]
            try await comeBack(test, statements) { Delete(from: "places", where: "id = 1") }
        }
    }

    /// Restored in the order in which they were removed, they would conflict with each other.
    @Test(arguments: await TestServers.all())
    func rowsThatDependOnEachOtherComeBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            let statements: [Statement] = [
                "CREATE TABLE places (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES places (id))",
                "CREATE TABLE ranks (id INT PRIMARY KEY, size INT UNIQUE)",
                "INSERT INTO ranks VALUES (2, 2), (3, 3), (4, 4)",
            ]
            try await comeBack(test, statements) {
                Insert(into: "places", columns: ["id", "up"], rows: [["1", "NULL"], ["2", "1"], ["3", "2"]])
                Update("ranks", set: ["id": "id - 1", "size": "size - 1"], where: "TRUE")
            }
        }
    }

    /// The server keeps the past of such rows, which nothing reverts: a cascade must not reach them.
    @Test(arguments: try await TestServers.all(of: .mariadb))
    func referencesOfVersionedTablesAreFound(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9))",
                """
                CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT,
                  FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE) WITH SYSTEM VERSIONING
                """,
                "INSERT INTO firms VALUES (1, 'a'), (2, 'A'), (3, 'c')",
                "INSERT INTO deals VALUES (1, 1), (2, 2)"
            )
            let start = try await test.fingerprint()
            let delete = try test.runner { Delete(from: "firms", where: "id = 2") }
            #expect(try await delete.plan().first?.steps.first?.notes.map(\.code) == [.dependentRows])
            #expect(await #expect(throws: SutureError.self) { _ = try await delete.up() }?.code == .dependentRows)
            let merge = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            let error = await #expect(throws: SutureError.self) { _ = try await merge.up() }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("SYSTEM VERSIONED") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// The administrator's settings for other sessions change nothing.
    @Test(arguments: await TestServers.all())
    func settingsOfTheServerChangeNothing(server: TestServer) async throws {
        let own = try await PrivateServer.start(.init(program: server.program, parent: TestFolder.ofServers))
        let result: Result<Void, any Error>
        do {
            let admin = try await Connection.connect(own.configuration())
            try await admin.run { session in
                try session.execute("CREATE DATABASE school")
                for setting: Statement in [
                    "autocommit = 0", "completion_type = 1", "sql_safe_updates = 1", "sql_select_limit = 3",
                    "sql_auto_is_null = 1", "foreign_key_checks = 0", "unique_checks = 0",
                    "explicit_defaults_for_timestamp = 0", "innodb_default_row_format = compact", "max_join_size = 1",
                ] { try session.execute("SET GLOBAL \(setting)") }
            }
            await admin.close()
            let configuration = own.configuration(database: "school")
            let test = RunnerCase(
                connection: try await Connection.connect(configuration),
                configuration: configuration
            )
            try await test.install()
            try await test.execute(
                "CREATE TABLE times (at TIMESTAMP NOT NULL DEFAULT '2000-01-01' PRIMARY KEY, size INT)",
                "INSERT INTO times VALUES ('2020-01-01', 1), ('2021-01-01', 2)"
            )
            let start = try await test.fingerprint()
            _ = try await test.runner().up()
            #expect(try await test.runner().verify().flatMap(\.findings) == [])
            _ = try await test.runner().down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            try await comeBack(test, []) {
                Insert(into: "times", columns: ["at", "size"], rows: [["'2022-01-01'", "3"]])
                Delete(from: "times", where: "size = 1")
            }
            await test.connection.close()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await own.stop()
        try result.get()
    }
}
