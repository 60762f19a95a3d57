import MySQLClient
import PrivateServer
import SutureTesting
import Testing

extension GaleraTests {
    @Test func aNodeThatHasLostItsClusterIsPassedOverOrTold() async throws {
        try await TestCluster.with { cluster, schema in
            let lost = cluster.nodes[2]
            let connection = try await Connection.connect(lost.configuration(database: schema))
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
                try session.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'")
            }
            let refusal = try await Wait.value("the node refuses connections") { () -> MySQLError? in
                do {
                    await (try Connection.connect(lost.configuration(database: schema))).close()
                    return nil
                } catch let error as MySQLError {
                    return error
                }
            }
            #expect(refusal.code == .nodeNotReady)
            #expect(refusal.message.contains("wsrep_ready is OFF"))
            // An older session notices by itself, and may continue elsewhere.
            let late = await #expect(throws: MySQLError.self) {
                try await connection.run { try $0.execute("INSERT INTO t VALUES (1)") }
            }
            #expect(late?.code == .nodeNotReady)
            #expect(late?.isConnectionLoss == true)
            let other = try await Connection.connect(TestCluster.configuration([lost, cluster.nodes[1]], schema))
            #expect(other.server.place == "127.0.0.1:\(cluster.nodes[1].port)")
            #expect(other.server.isClusterNode)
            await other.close()
            _ = try await connection.run { session in
                try session.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")
            }
            await connection.close()
            try await Wait.until("the node is back") {
                (try? await Connection.connect(lost.configuration(database: schema)).close()) != nil
            }
        }
    }

    @Test func whatAnotherNodeHasCommittedIsReadAtOnce() async throws {
        try await TestCluster.with { cluster, schema in
            let connections = try await connect(cluster.nodes, schema)
            try await connections[0]
                .run { session in
                    try session.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, filler VARCHAR(200))")
                }
            // Each of them is large, so that another node takes a while to apply it.
            for round in 1...20 {
                try await connections[round % 2]
                    .run { session in
                        try session.execute("INSERT INTO t (filler) SELECT REPEAT('x', 200) FROM seq_1_to_3000")
                    }
                let count = try await connections[2].run { try $0.value("SELECT COUNT(*) FROM t", as: Int.self) }
                #expect(count == round * 3_000)
            }
            for connection in connections { await connection.close() }
        }
    }
}
