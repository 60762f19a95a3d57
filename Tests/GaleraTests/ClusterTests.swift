import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// The cluster itself, on which the tests of this target are based.
extension GaleraTests {
    @Test func whatOneNodeWritesAllHave() async throws {
        try await TestCluster.with { cluster, schema in
            let connections = try await connect(cluster.nodes, schema)
            try await connections[0]
                .run { session in
                    try session.execute("CREATE TABLE t (id INT PRIMARY KEY, node VARCHAR(10))")
                    try session.execute("INSERT INTO t VALUES (1, @@wsrep_node_name)")
                }
            for connection in connections {
                try await connection.run { session in
                    try session.execute("SET SESSION wsrep_sync_wait = 15")
                    #expect(try session.value("SELECT node FROM t") == cluster.nodes[0].name)
                }
                await connection.close()
            }
        }
    }

    @Test func aNodeIsKilledAndBroughtBack() async throws {
        try await TestCluster.with { cluster, schema in
            let connections = try await connect(cluster.nodes, schema)
            try await connections[0].run { try $0.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)") }
            try await cluster.nodes[1].kill()
            #expect(!cluster.nodes[1].isRunning)
            try await connections[2]
                .run { session in
                    for _ in 1...10 { try session.execute("INSERT INTO t VALUES ()") }
                }
            await #expect(throws: MySQLError.self) { try await connections[1].run { try $0.execute("DO 0") } }
            try await cluster.restart(cluster.nodes[1])
            let again = try await Connection.connect(cluster.nodes[1].configuration(database: schema))
            try await again.run { session in
                try session.execute("SET SESSION wsrep_sync_wait = 15")
                #expect(try session.value("SELECT COUNT(*) FROM t", as: Int.self) == 10)
                #expect(try session.firstRow("SHOW STATUS LIKE 'wsrep_cluster_size'")?.get(1, as: String.self) == "3")
            }
            for connection in connections + [again] { await connection.close() }
        }
    }

    @Test func aNodeThatIsKilledWhileItChangesDefinitionsIsBroughtBackWhole() async throws {
        try await TestCluster.with { cluster, schema in
            for round in 1...3 {
                let connection = try await Connection.connect(cluster.nodes[0].configuration(database: schema))
                let definitions = Task {
                    try await connection.run { session in
                        while true { try Self.define(in: session) }
                    }
                }
                try await Task.sleep(for: .milliseconds(300 + 37 * round % 100))
                try await cluster.nodes[0].kill()
                await #expect(throws: MySQLError.self) { try await definitions.value }
                await connection.close()
                try await cluster.restart(cluster.nodes[0])
                for again in try await connect(cluster.nodes, schema) {
                    try await again.run { try Self.define(in: $0) }
                    await again.close()
                }
            }
        }
    }

    /// Makes tables anew.
    private static func define(in session: Session) throws {
        for number in 1...4 {
            try session.execute("DROP TABLE IF EXISTS \(identifier: "t\(number)")")
            try session.execute(
                "CREATE TABLE \(identifier: "t\(number)") (id BIGINT PRIMARY KEY, name VARCHAR(190), UNIQUE KEY (name))"
            )
        }
    }
}
