import Dispatch
import MySQLClient
import SutureTesting
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The thread that made it.
private struct ThreadName: Hashable {
    private let number: UInt64

    init() {
        #if canImport(Darwin)
        number = UInt64(UInt(bitPattern: pthread_self()))
        #else
        number = UInt64(pthread_self())
        #endif
    }
}

extension DispatchSemaphore {
    /// Waits, for the closures of tasks, which may not call `wait()` themselves.
    fileprivate func await() { wait() }
}

@Suite struct CancellationTests {
    /// Runs `body` in a task that is cancelled once the server reports that its statement runs.
    private func cancelled(
        _ server: TestServer,
        _ marker: String,
        _ body: @escaping @Sendable (Session) throws -> Void
    ) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let watcher = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT) ENGINE=InnoDB")
                try session.execute("INSERT INTO t VALUES (1, 0)")
            }
            let task = Task { try await connection.run(body) }
            try await waitUntilRunning(marker, watcher)
            task.cancel()
            let error = await #expect(throws: MySQLError.self) { try await task.value }
            #expect(error?.code == .queryInterrupted)

            // Nothing of it is stored, and the connection is still usable.
            let sum = try await watcher.run { try $0.value("SELECT SUM(n) FROM t", as: Int.self) }
            #expect(sum == 0)
            for _ in 0..<20 { try await connection.run { try $0.execute("UPDATE t SET n = 0") } }
            await connection.close()
            await watcher.close()
        }
    }

    private func waitUntilRunning(_ marker: String, _ watcher: Connection) async throws {
        try await Wait.until("the statement runs") {
            try await watcher.run { try $0.otherProcesses().contains { $0.statement.contains(marker) } }
        }
    }

    @Test(arguments: await TestServers.all())
    func aCancelledTaskInterruptsItsStatement(_ server: TestServer) async throws {
        try await cancelled(server, "marker one") {
            try $0.execute("SELECT /* marker one */ SLEEP(120) FROM t WHERE 1 / 0 IS NULL")
        }
    }

    @Test(arguments: await TestServers.all())
    func aCancelledTransactionIsRolledBack(_ server: TestServer) async throws {
        try await cancelled(server, "marker two") { session in
            try session.transaction {
                try session.execute("UPDATE t SET n = 7")
                try session.execute("UPDATE /* marker two */ t SET n = 8 WHERE SLEEP(120) = 0")
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func noStatementBeginsAfterACancellation(_ server: TestServer) async throws {
        try await cancelled(server, "marker three") { session in
            try session.transaction {
                _ = try? session.execute("UPDATE /* marker three */ t SET n = 8 WHERE SLEEP(120) = 0")
                try session.execute("UPDATE t SET n = 9")
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func aPreparedStreamIsInterrupted(_ server: TestServer) async throws {
        try await cancelled(server, "marker four") { session in
            try session.stream("SELECT /* marker four */ SLEEP(\(120)) FROM t WHERE 1 / 0 IS NULL") { _ in }
        }
    }

    @Test(arguments: await TestServers.all())
    func aTaskThatIsCancelledBeforehandRunsNothing(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await connection.run { try $0.execute("CREATE TABLE made (id INT)") }
            }
            let error = await #expect(throws: MySQLError.self) { try await task.value }
            #expect(error?.code == .queryInterrupted)
            let tables = try await connection.run { try $0.rows("SHOW TABLES") }
            #expect(tables.isEmpty)
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func anInterruptionEndsTheRunAndNoOther(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let watcher = try await Connection.connect(configuration)
            try await connection.interrupt()
            try await connection.run { try $0.execute("CREATE TABLE t (id INT)") }
            let task = Task {
                try await connection.run { session in
                    _ = try? session.execute("DO /* marker five */ SLEEP(120)")
                    try session.execute("INSERT INTO t VALUES (1)")
                }
            }
            try await waitUntilRunning("marker five", watcher)
            try await connection.interrupt()
            let error = await #expect(throws: MySQLError.self) { try await task.value }
            #expect(error?.code == .queryInterrupted)
            #expect(try await connection.run { try $0.value("SELECT COUNT(*) FROM t", as: Int.self) } == 0)
            await connection.close()
            await watcher.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func anInterruptionBetweenTwoStatementsIsNotLost(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let (reached, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let task = Task {
                try await connection.run { session in
                    reached.signal()
                    go.wait()
                    try session.execute("DO SLEEP(120)")
                }
            }
            await Task.detached { reached.await() }.value
            let interruption = Task { try await connection.interrupt() }
            try await Task.sleep(for: .milliseconds(500))
            go.signal()
            let error = await #expect(throws: MySQLError.self) { try await task.value }
            #expect(error?.code == .queryInterrupted)
            try await interruption.value
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aConnectionHasAThreadOfItsOwn(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let first = try await Connection.connect(configuration)
            let second = try await Connection.connect(configuration)
            var threads: [ThreadName] = []
            for connection in [first, second] {
                for _ in 0..<20 { threads.append(try await connection.run { _ in ThreadName() }) }
            }
            #expect(Set(threads[..<20]).count == 1)
            #expect(Set(threads[20...]).count == 1)
            #expect(threads.first != threads.last)
            await first.close()
            await second.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func otherConnectionsGoOnMeanwhile(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let watcher = try await Connection.connect(configuration)
            var connections: [Connection] = []
            for _ in 0..<8 { connections.append(try await Connection.connect(configuration)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in connections {
                    group.addTask { try await connection.run { _ = try $0.execute("DO SLEEP(3600)") } }
                }
                try await Wait.until("all sleep at the same time") {
                    try await watcher.run { try $0.neighbours().count { $0.statement.contains("SLEEP") } == 8 }
                }
                group.cancelAll()
            }
            for connection in connections + [watcher] { await connection.close() }
        }
    }

    @Test(arguments: await TestServers.all())
    func aTimeLimitStopsAQuery(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT)")
                try session.execute("INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)")
                let error = try #require(throws: MySQLError.self) {
                    try session.withTimeLimit(.milliseconds(200)) {
                        try session.rows(
                            "SELECT COUNT(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i WHERE a.id + i.id > RAND()"
                        )
                    }
                }
                #expect(error.isTimeLimit)
                // The limit ends with its body.
                try session.execute("DO SLEEP(0.4)")
                let variable = session.server.vendor == .mariadb ? "max_statement_time" : "max_execution_time"
                #expect(try session.value("SELECT CAST(@@\(raw: variable) AS DOUBLE)", as: Double.self) == 0)
                try session.withTimeLimit(.seconds(9)) {
                    try session.withTimeLimit(.milliseconds(1500)) {
                        let inner = try session.value("SELECT CAST(@@\(raw: variable) AS DOUBLE)", as: Double.self)
                        #expect(inner == (session.server.vendor == .mariadb ? 1.5 : 1500))
                    }
                    let outer = try session.value("SELECT CAST(@@\(raw: variable) AS DOUBLE)", as: Double.self)
                    #expect(outer == (session.server.vendor == .mariadb ? 9 : 9000))
                }
                let zero = try #require(throws: MySQLError.self) { try session.withTimeLimit(.zero) {} }
                #expect(zero.code == .invalidUse)
            }
            await connection.close()
        }
    }

    @Test(arguments: try await TestServers.all(of: .mariadb))
    func aTimeLimitStopsAWriteOnMariaDB(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT)")
                try session.execute("INSERT INTO t VALUES (1)")
                let error = try #require(throws: MySQLError.self) {
                    try session.withTimeLimit(.milliseconds(200)) {
                        try session.execute("UPDATE t SET id = 2 WHERE SLEEP(120) = 0")
                    }
                }
                #expect(error.code == .statementTimeout)
                #expect(try session.value("SELECT id FROM t", as: Int.self) == 1)
            }
            await connection.close()
        }
    }
}
