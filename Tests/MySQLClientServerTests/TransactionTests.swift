import Foundation
import MySQLClient
import SutureTesting
import Synchronization
import Testing

/// A place where two threads wait for each other.
private final class Meeting: Sendable {
    private let arrived = Atomic(0)

    func arrive() {
        arrived.add(1, ordering: .sequentiallyConsistent)
        while arrived.load(ordering: .sequentiallyConsistent) < 2 { Thread.sleep(forTimeInterval: 0.01) }
    }
}

@Suite struct TransactionTests {
    private struct Stop: Error {}

    /// Two connections to a schema with a table of two rows.
    private func withConnections(
        _ server: TestServer,
        _ body: (Connection, Connection) async throws -> Void
    ) async throws {
        try await server.withSchema { configuration in
            let first = try await Connection.connect(configuration)
            let second = try await Connection.connect(configuration)
            try await first.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT) ENGINE=InnoDB")
                try session.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
            }
            try await body(first, second)
            await first.close()
            await second.close()
        }
    }

    private func sum(_ connection: Connection) async throws -> Int? {
        try await connection.run { try $0.value("SELECT SUM(n) FROM t", as: Int.self) }
    }

    @Test(arguments: await TestServers.all())
    func whatSucceedsIsStored(_ server: TestServer) async throws {
        try await withConnections(server) { first, second in
            let result = try await first.run { session in
                try session.transaction(isolation: .serializable) {
                    #expect(session.inTransaction)
                    try session.execute("UPDATE t SET n = \(5)")
                    return "done"
                }
            }
            #expect(result == "done")
            #expect(try await sum(second) == 10)
            #expect(try await first.run { $0.inTransaction } == false)
        }
    }

    @Test(arguments: await TestServers.all())
    func anyErrorRollsBack(_ server: TestServer) async throws {
        try await withConnections(server) { first, second in
            try await first.run { session in
                #expect(throws: Stop.self) {
                    try session.transaction {
                        try session.execute("UPDATE t SET n = 5")
                        throw Stop()
                    }
                }
                #expect(throws: MySQLError.self) {
                    try session.transaction {
                        try session.execute("UPDATE t SET n = 5")
                        try session.execute("INSERT INTO t VALUES (1, 1)")
                    }
                }
            }
            #expect(try await sum(second) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func aLockWaitTimeoutRollsAllOfItBack(_ server: TestServer) async throws {
        try await withConnections(server) { first, second in
            try await first.run { try $0.execute("SET SESSION innodb_lock_wait_timeout = 1") }
            try await second.run { session in
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE t SET n = 100 WHERE id = 2")
            }
            try await first.run { session in
                let error = try #require(throws: MySQLError.self) {
                    try session.transaction {
                        try session.execute("UPDATE t SET n = 7 WHERE id = 1")
                        try session.execute("UPDATE t SET n = 7 WHERE id = \(2)")
                    }
                }
                #expect(error.code == .lockWaitTimeout)
                #expect(error.isTransient)
                #expect(!session.inTransaction)
            }
            try await second.run { try $0.execute("ROLLBACK") }
            #expect(try await sum(second) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func aLockWaitTimeoutThatIsCaughtStillRollsBack(_ server: TestServer) async throws {
        try await withConnections(server) { first, second in
            try await first.run { try $0.execute("SET SESSION innodb_lock_wait_timeout = 1") }
            try await second.run { session in
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE t SET n = 100 WHERE id = 2")
            }
            try await first.run { session in
                let error = try #require(throws: MySQLError.self) {
                    try session.transaction {
                        try session.execute("UPDATE t SET n = 7 WHERE id = 1")
                        _ = try? session.execute("UPDATE t SET n = 7 WHERE id = 2")
                    }
                }
                #expect(error.code == .lockWaitTimeout)
                try session.execute("DO 0")
            }
            try await second.run { try $0.execute("ROLLBACK") }
            #expect(try await sum(second) == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func aDeadlockEndsOneAndLeavesTheOther(_ server: TestServer) async throws {
        try await withConnections(server) { first, second in
            let meeting = Meeting()
            @Sendable func crossing(_ connection: Connection, _ order: [Int]) async throws -> MySQLError.Code? {
                try await connection.run { session in
                    do {
                        try session.transaction {
                            try session.execute("UPDATE t SET n = n + 1 WHERE id = \(order[0])")
                            meeting.arrive()
                            // Caught, so that the statement after it would commit automatically.
                            _ = try? session.execute("UPDATE t SET n = n + 1 WHERE id = \(order[1])")
                            try session.execute("UPDATE t SET n = n + 10 WHERE id = \(order[1])")
                        }
                        return nil
                    } catch let error as MySQLError {
                        return error.code
                    }
                }
            }
            async let one = crossing(first, [1, 2])
            async let two = crossing(second, [2, 1])
            let codes = try await [one, two]
            #expect(codes.filter { $0 == nil }.count == 1)
            #expect(codes.contains(.deadlock))
            #expect(try await sum(first) == 12)
        }
    }

    @Test(arguments: await TestServers.all())
    func aStatementThatCommitsByItselfIsFound(_ server: TestServer) async throws {
        try await withConnections(server) { first, _ in
            try await first.run { session in
                let error = try #require(throws: MySQLError.self) {
                    try session.transaction {
                        try session.execute("UPDATE t SET n = 1")
                        try session.execute("CREATE TABLE other (id INT)")
                        try session.execute("UPDATE t SET n = 2")
                    }
                }
                #expect(error.code == .transactionEnded)
                #expect(error.place?.statement.hasPrefix("CREATE TABLE") == true)
                #expect(try session.value("SELECT SUM(n) FROM t", as: Int.self) == 2)
                let tables = try session.transaction {
                    try session.execute("CREATE TEMPORARY TABLE temporary (id INT)")
                    return try session.value("SELECT COUNT(*) FROM temporary", as: Int.self)
                }
                #expect(tables == 0)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func transactionsAreNotNested(_ server: TestServer) async throws {
        try await withConnections(server) { first, _ in
            try await first.run { session in
                let nested = try #require(throws: MySQLError.self) {
                    try session.transaction { try session.transaction {} }
                }
                #expect(nested.code == .invalidUse)
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE t SET n = 9")
                let open = try #require(throws: MySQLError.self) { try session.transaction {} }
                #expect(open.code == .invalidUse)
                #expect(session.inTransaction)
                try session.execute("ROLLBACK")
                #expect(try session.value("SELECT SUM(n) FROM t", as: Int.self) == 0)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func aReadOnlyTransactionRefusesWrites(_ server: TestServer) async throws {
        try await withConnections(server) { first, _ in
            try await first.run { session in
                let error = try #require(throws: MySQLError.self) {
                    try session.transaction(readOnly: true) { try session.execute("UPDATE t SET n = 1") }
                }
                #expect(error.code == .readOnlyTransaction)
                try session.execute("UPDATE t SET n = 1")
            }
        }
    }
}
