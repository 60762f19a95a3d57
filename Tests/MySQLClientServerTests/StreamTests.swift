import MySQLClient
import SutureTesting
import Testing

@Suite struct StreamTests {
    private struct Enough: Error {}

    private func withRows(_ server: TestServer, _ body: @Sendable (Session) throws -> Void) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40))")
                try session.execute("INSERT INTO t VALUES (1, 'name')")
                for power in 0..<18 {
                    let size = 1 << power
                    try session.execute(
                        "INSERT INTO t SELECT id + \(size), CONCAT('name ', id) FROM t WHERE id + \(size) <= 200000"
                    )
                }
                try body(session)
            }
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func manyRowsAreStreamedByBothProtocols(_ server: TestServer) async throws {
        try await withRows(server) { (session) throws in
            for statement in ["SELECT id, name FROM t", "SELECT id, name FROM t WHERE id >= \(1)"] as [Statement] {
                var count = 0
                var sum = 0
                try session.stream(statement) { row in
                    count += 1
                    sum += try row.get(0, as: Int.self)
                }
                #expect(count == 200_000)
                #expect(sum == 200_000 * 200_001 / 2)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func aStreamCanBeLeftEarly(_ server: TestServer) async throws {
        try await withRows(server) { (session) throws in
            for statement in ["SELECT id, name FROM t", "SELECT id, name FROM t WHERE id >= \(1)"] as [Statement] {
                var count = 0
                #expect(throws: Enough.self) {
                    try session.stream(statement) { _ in
                        count += 1
                        if count == 10 { throw Enough() }
                    }
                }
                #expect(count == 10)
                #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 200_000)
                #expect(try session.value("SELECT COUNT(*) FROM t WHERE id > \(0)", as: Int.self) == 200_000)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func aStreamLeftEarlyInATransactionRollsBack(_ server: TestServer) async throws {
        try await withRows(server) { (session) throws in
            #expect(throws: Enough.self) {
                try session.transaction {
                    try session.execute("DELETE FROM t")
                    try session.stream("SELECT 1 UNION SELECT 2") { _ in throw Enough() }
                }
            }
            #expect(!session.inTransaction)
            #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 200_000)
        }
    }

    @Test(arguments: await TestServers.all())
    func aStatementInsideAStreamIsRefused(_ server: TestServer) async throws {
        try await withRows(server) { (session) throws in
            let error = try #require(throws: MySQLError.self) {
                try session.stream("SELECT * FROM t LIMIT 2") { _ in try session.execute("DO 0") }
            }
            #expect(error.code == .invalidUse)
            try session.execute("DO 0")
        }
    }

    @Test(arguments: await TestServers.all())
    func anErrorInTheMiddleOfAResultIsThrown(_ server: TestServer) async throws {
        try await withRows(server) { (session) throws in
            // Without ORDER BY the rows are sent as they are read, so that the error comes after the first of them.
            for statement in [
                "SELECT id, (SELECT 1 UNION SELECT IF(id < 5000, 1, 2)) FROM t",
                "SELECT id, (SELECT 1 UNION SELECT IF(id < 5000, 1, 2)) FROM t WHERE id > \(0)",
            ] as [Statement] {
                var count = 0
                let error = try #require(throws: MySQLError.self) { try session.stream(statement) { _ in count += 1 } }
                #expect(error.code.rawValue == 1242)
                #expect(count == 4999)
                try session.execute("DO 0")
            }
        }
    }
}
