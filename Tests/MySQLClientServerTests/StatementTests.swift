import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@Suite struct StatementTests {
    private func withSession(
        _ server: TestServer,
        _ body: @Sendable (Session) throws -> Void
    ) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute(
                    "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) UNIQUE, n TINYINT)"
                )
                try body(session)
            }
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func anUpdateCountsTheRowsItFound(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            #expect(try session.execute("INSERT INTO t (n) VALUES (1), (1), (2)").matchedRows == 3)
            #expect(try session.execute("UPDATE t SET n = 1 WHERE n = 1").matchedRows == 2)
            #expect(try session.execute("UPDATE t SET n = 1 WHERE n = \(1)").matchedRows == 2)
            #expect(try session.execute("DELETE FROM t WHERE n = \(9)").matchedRows == 0)
            #expect(try session.execute("SELECT * FROM t").matchedRows == 3)
        }
    }

    @Test(arguments: await TestServers.all())
    func insertIDsAreGiven(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            #expect(try session.execute("INSERT INTO t (n) VALUES (1)").insertID == 1)
            #expect(try session.execute("INSERT INTO t (n) VALUES (\(2)), (\(3))").insertID == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func theDatabaseIsThatOfTheSession(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            let name = try #require(try session.database)
            #expect(name.hasPrefix("test_"))
            try session.execute("USE information_schema")
            #expect(try session.database?.lowercased() == "information_schema")
        }
    }

    @Test(arguments: await TestServers.all())
    func theSessionIsSetUp(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            let row = try #require(
                try session.firstRow(
                    "SELECT @@sql_mode, @@time_zone, @@character_set_client, @@character_set_results, @@wait_timeout"
                )
            )
            let mode: String = try row.get(0)
            #expect(
                Set(mode.split(separator: ",")) == [
                    "STRICT_ALL_TABLES", "NO_AUTO_VALUE_ON_ZERO", "NO_ENGINE_SUBSTITUTION",
                    "ERROR_FOR_DIVISION_BY_ZERO",
                ]
            )
            #expect(try row.get(1, as: String.self) == "+00:00")
            #expect(try row.get(2, as: String.self) == "utf8mb4")
            #expect(try row.get(3, as: String.self) == "utf8mb4")
            #expect(try row.get(4, as: Int.self) == 28800)
            if session.server.vendor == .mysql {
                #expect(try session.value("SELECT @@information_schema_stats_expiry", as: Int.self) == 0)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func severalStatementsInOneTextAreRefused(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            let error = try #require(throws: MySQLError.self) { try session.execute("SELECT 1; DROP TABLE t") }
            #expect(error.code == .syntaxError)
            #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func localFilesAreNotSent(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            try session.execute("SET GLOBAL local_infile = ON")
            #expect(throws: MySQLError.self) {
                try session.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t (name)")
            }
            #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func aWrongNumberOfBindsIsFoundFirst(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            let error = try #require(throws: MySQLError.self) {
                try session.execute(Statement("INSERT INTO t (n) VALUES (?), (?)", [.integer(1)]))
            }
            #expect(error.code == .bindCountMismatch)
            #expect(error.message.contains("2") && error.message.contains("1"))
            #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func callsWithSeveralResultsLeaveTheSessionUsable(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            try session.execute(
                "CREATE PROCEDURE p (a INT) BEGIN SELECT a AS x; SELECT 2 AS y; IF a = 7 THEN SELECT * FROM missing; END IF; END"
            )
            #expect(try session.rows("CALL p(1)").map { $0["x"] } == [.integer(1)])
            #expect(try session.rows("CALL p(\(5))").map { $0["x"] } == [.integer(5)])
            #expect(throws: MySQLError.self) { try session.execute("CALL p(7)") }
            #expect(throws: MySQLError.self) { try session.execute("CALL p(\(7))") }
            #expect(try session.value("SELECT 3", as: Int.self) == 3)
        }
    }

    @Test(arguments: await TestServers.all())
    func warningsAreReadWithoutValues(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            try session.execute("SET SESSION sql_mode = ''")
            for statement in [
                "INSERT INTO t (n) VALUES ('7geheim')", "INSERT INTO t (n) VALUES (\("8geheim"))",
            ] as [Statement] {
                let result = try session.execute(statement)
                #expect(result.warningCount == 1)
                let warnings = try session.warnings()
                #expect(warnings.count == 1)
                #expect(warnings.first?.level == .warning)
                #expect(warnings.allSatisfy { !"\($0)".contains("geheim") })
            }
            for statement in ["SELECT CAST('7geheim' AS SIGNED)", "SELECT CAST(\("7geheim") AS SIGNED)"] as [Statement]
            {
                #expect(try session.execute(statement).warningCount == 1)
                #expect(try session.warnings().map(\.code) == [.incorrectValue])
            }
            #expect(try session.execute("SELECT 1").warningCount == 0)
            #expect(try session.execute("SELECT \(1)").warningCount == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func columnsAreNamedAndEmptyResultsAreEmpty(_ server: TestServer) async throws {
        try await withSession(server) { (session) throws in
            #expect(try session.rows("SELECT * FROM t").isEmpty)
            #expect(try session.rows("SELECT * FROM t WHERE id = \(1)").isEmpty)
            #expect(try session.firstRow("SELECT 1 AS `a b`, 2 AS `ä`")?.columns == ["a b", "ä"])
            #expect(try session.value("SELECT NULL", as: Int.self) == nil)
            #expect(try session.value("SELECT id FROM t", as: Int.self) == nil)
        }
    }

    @Test(arguments: await TestServers.all())
    func theServerIsKnown(_ server: TestServer) async throws {
        let running = try await server.running()
        try await withSession(server) { (session) throws in
            #expect(session.server.vendor == running.vendor)
            #expect(session.server.versionText == running.versionText)
            #expect(session.server.version >= ServerVersion(5, 7))
            #expect(try session.value("SELECT CONNECTION_ID()", as: UInt64.self) == session.server.connectionID)
        }
    }
}
