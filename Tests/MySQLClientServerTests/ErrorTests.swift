import MySQLClient
import SutureTesting
import Testing

@Suite struct ErrorTests {
    /// Returns the error of a statement against a table with a unique name, a number and a date.
    private func error(_ server: TestServer, of statement: Statement) async throws -> MySQLError {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            defer { Task { await connection.close() } }
            return try await connection.run { session in
                try session.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10) UNIQUE, n INT, d DATE, j JSON, CHECK (n < 1000))"
                )
                try session.execute("INSERT INTO t (id, name) VALUES (1, 'geheim')")
                return try #require(throws: MySQLError.self) { try session.execute(statement) }
            }
        }
    }

    @Test(
        arguments: await TestServers.all(),
        [
            (1062, "INSERT INTO t (id, name) VALUES (2, 'geheim')"),
            (1062, "INSERT INTO t (id, name) VALUES (2, \("geheim"))"),
            (1366, "INSERT INTO t (id, n) VALUES (2, 'geheim')"),
            (1366, "INSERT INTO t (id, n) VALUES (2, \("geheim"))"),
            (1292, "INSERT INTO t (id, d) VALUES (2, 'geheim')"),
            (1406, "INSERT INTO t (id, name) VALUES (2, \("geheim geheim"))"),
            (1064, "SELECT * FORM t WHERE name = 'geheim'"),
            (1292, "UPDATE t SET n = CAST('geheim' AS SIGNED)"),
        ] as [(UInt32, Statement)]
    )
    func errorsCarryNoValues(_ server: TestServer, _ expected: (code: UInt32, statement: Statement)) async throws {
        let error = try await error(server, of: expected.statement)
        #expect(error.code.rawValue == expected.code)
        #expect(!"\(error)".contains("geheim"))
        #expect(!String(reflecting: error).contains("geheim"))
    }

    @Test(arguments: await TestServers.all())
    func aDuplicateNamesItsKey(_ server: TestServer) async throws {
        let error = try await error(server, of: "INSERT INTO t (id, name) VALUES (2, \("geheim"))")
        #expect(error.code == .duplicateEntry)
        #expect(error.sqlState == "23000")
        #expect(error.message.hasPrefix("Duplicate entry (value not shown) for key"))
        #expect(error.message.contains("name"))
        #expect(error.place?.statement == "INSERT INTO t (id, name) VALUES (2, ?)")
    }

    @Test(arguments: await TestServers.all())
    func anErrorKnowsItsPlace(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let line: UInt = #line + 2
            do {
                try await connection.run { try $0.rows("SELECT * FROM missing WHERE a = 'geheim'") }
                Issue.record("the statement must fail")
            } catch let error as MySQLError {
                #expect(error.code == .noSuchTable)
                #expect(error.place?.file == #fileID)
                #expect(error.place?.line == line)
                #expect(error.place?.statement == "SELECT * FROM missing WHERE a = '…'")
            }
            await connection.close()
        }
    }
}
