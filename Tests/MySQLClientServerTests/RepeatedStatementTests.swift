import MySQLClient
import SutureTesting
import Testing

@Suite struct RepeatedStatementTests {
    /// Runs `body` while another session holds a row, which it releases when it is first asked whether to run again.
    private func withHeldRow(
        _ server: TestServer,
        _ body: @escaping @Sendable (Session) throws -> Void
    ) async throws -> (result: Result<Void, any Error>, runs: [Int]) {
        try await server.withSchema { configuration in
            let (holder, waiter) = (
                try await Connection.connect(configuration), try await Connection.connect(configuration)
            )
            try await holder.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL)")
                try session.execute("INSERT INTO t VALUES (1, 0)")
                try session.execute("CREATE PROCEDURE p() UPDATE t SET n = n + 1")
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE t SET n = 10")
            }
            let asked = AsyncStream.makeStream(of: Int.self)
            let release = Task {
                for await _ in asked.stream {
                    try await holder.run { try $0.execute("COMMIT") }
                    break
                }
            }
            let outcome = try await waiter.run { session in
                var runs: [Int] = []
                try session.execute("SET SESSION innodb_lock_wait_timeout = 1")
                session.repeatsStatement = { _, count in
                    runs.append(count)
                    asked.continuation.yield(count)
                    return count < 20
                }
                let result = Result { try body(session) }
                session.repeatsStatement = nil
                return (result: result, runs: runs)
            }
            asked.continuation.finish()
            _ = await release.result
            for connection in [holder, waiter] { await connection.close() }
            return outcome
        }
    }

    @Test(arguments: await TestServers.all())
    func aStatementThatMetALockIsRunAgain(_ server: TestServer) async throws {
        let (result, runs) = try await withHeldRow(server) { session in
            try session.execute("UPDATE t SET n = n + 1")
            #expect(try session.value("SELECT n FROM t", as: Int.self) == 11)
        }
        try result.get()
        #expect(runs.first == 1)
    }

    @Test(arguments: await TestServers.all())
    func aTransactionAndACallAreNot(_ server: TestServer) async throws {
        for body in [
            { session in try session.transaction { _ = try session.execute("UPDATE t SET n = n + 1") } },
            { session in
                try session.execute("START TRANSACTION")
                defer { _ = try? session.execute("ROLLBACK") }
                try session.execute("UPDATE t SET n = n + 1")
            },
            { session in try session.execute("CALL p()") },
        ] as [@Sendable (Session) throws -> Void] {
            let (result, runs) = try await withHeldRow(server, body)
            #expect(runs == [])
            #expect(throws: MySQLError.self) { try result.get() }
        }
    }
}
