import MySQLClient
import SutureTesting
import Testing

/// Connections that tasks share.
@Suite struct ConnectionPoolTests {
    @Test(arguments: await TestServers.all()) func opensNoMoreThanItsSize(server: TestServer) async throws {
        try await server.withSchema { configuration in
            let pool = ConnectionPool(configuration, size: 3)
            let seen = try await withThrowingTaskGroup(of: UInt64.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        try await pool.with { connection in
                            try await connection.run { _ = try $0.execute("DO SLEEP(0.002)") }
                            return connection.server.connectionID
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(seen.count == 3)
            await pool.close()
            await #expect(throws: MySQLError.self) { try await pool.with { _ in } }
        }
    }

    @Test(arguments: await TestServers.all()) func replacesAConnectionThatWasLost(server: TestServer) async throws {
        try await server.withSchema { configuration in
            let pool = ConnectionPool(configuration, size: 1)
            let first = try await pool.with(\.server.connectionID)
            let failure = await #expect(throws: MySQLError.self) {
                try await pool.with { connection in
                    try await Connection.withSession(configuration) {
                        _ = try $0.execute("KILL CONNECTION \(raw: "\(first)")")
                    }
                    try await connection.run { _ = try $0.execute("DO 0") }
                }
            }
            #expect(failure?.isConnectionLoss == true)
            #expect(try await pool.with(\.server.connectionID) != first)
            await pool.close()
        }
    }

    @Test(arguments: await TestServers.all()) func aTaskThatIsCancelledStopsToWait(server: TestServer) async throws {
        try await server.withSchema { configuration in
            let pool = ConnectionPool(configuration, size: 1)
            try await pool.with { _ in
                let waiting = Task { try await pool.with { _ in } }
                try await Task.sleep(for: .milliseconds(20))
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
            }
            // The place of the one that gave up is not lost.
            try await pool.with { connection in try await connection.run { _ = try $0.execute("DO 0") } }
            await pool.close()
        }
    }

    @Test(arguments: await TestServers.all()) func waitsAreEndedByClosing(server: TestServer) async throws {
        try await server.withSchema { configuration in
            let pool = ConnectionPool(configuration, size: 1)
            try await pool.with { _ in
                let waiting = Task { try await pool.with { _ in } }
                try await Task.sleep(for: .milliseconds(20))
                await pool.close()
                await #expect(throws: MySQLError.self) { try await waiting.value }
            }
        }
    }
}
