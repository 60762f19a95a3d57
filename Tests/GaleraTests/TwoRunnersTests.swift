import MySQLClient
import PrivateServer
import ShippedMigrations
import SutureCore
import SutureTesting
import Testing

extension GaleraTests {
    @Test func runnersOnTwoNodesTakeTurns() async throws {
        try await TestCluster.with { cluster, schema in
            let (start, end, _) = try await install(cluster.nodes[0].configuration(database: schema), scale: 2)
            let first = try await runner(cluster.nodes[0].configuration(database: schema))
            let second = try await runner(cluster.nodes[1].configuration(database: schema))
            async let one = first.up()
            async let other = second.up()
            let applied = try await one.migrations.count + other.migrations.count
            #expect(applied == MigrationIndex.all.count)
            try await expect(end, on: cluster.nodes, schema, "after up")
            _ = try await second.down(.everything)
            try await expect(start, on: cluster.nodes, schema, "after down")
            for runner in [first, second] { await runner.connection.close() }
        }
    }

    /// The open chunk of a runner that sleeps, as its statements are; meanwhile another node has the lock taken over.
    @Test func theChunkOfARunnerThatWasTakenOverOnAnotherNodeIsRefused() async throws {
        try await TestCluster.with { cluster, schema in
            _ = try await install(cluster.nodes[0].configuration(database: schema), scale: 1)
            let sleeper = try await Connection.connect(cluster.nodes[0].configuration(database: schema))
            let takeover = try await runner(cluster.nodes[1].configuration(database: schema))
            try await sleeper.run { session in
                try session.execute("CREATE TABLE chunk (id INT PRIMARY KEY)")
                try session.execute("START TRANSACTION")
                let held = try session.execute(
                    "UPDATE suture_fence SET written_at = UTC_TIMESTAMP(6) WHERE name = 'run'"
                )
                #expect(held.matchedRows == 1)
                try session.execute("INSERT INTO chunk VALUES (1)")
            }
            _ = try await takeover.up()
            let refusal = await #expect(throws: MySQLError.self) {
                try await sleeper.run { try $0.execute("COMMIT") }
            }
            #expect(refusal?.code == .deadlock)
            #expect(try await takeover.connection.run { try $0.value("SELECT COUNT(*) FROM chunk", as: Int.self) } == 0)
            for connection in [sleeper, takeover.connection] { await connection.close() }
        }
    }
}
