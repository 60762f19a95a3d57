package import MySQLClient
package import PrivateServer
import Synchronization

/// The Galera cluster of three nodes that the tests of a process share, one after the other.
package enum TestCluster {
    /// True if its tests run: where Galera is installed, or where `SUTURE_TEST_GALERA=1` requires it.
    package static var isWanted: Bool {
        GaleraCluster.provider != nil || TestSettings.number("SUTURE_TEST_GALERA") == 1
    }

    /// The requirement of a machine without which they are skipped.
    package static let need = "Galera's provider is not installed: apt-get install galera-4"

    /// Calls `body` with the running cluster and the name of a new schema on it, and drops the schema in any case.
    ///
    /// Nodes that an earlier test killed are restarted first, and those that `body` killed as well. If that fails, a
    /// new cluster replaces this one, so that one failing test does not fail the next ones.
    package static func with<R>(_ body: (GaleraCluster, String) async throws -> R) async throws -> R {
        let cluster = try await wholeCluster()
        let name = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
        try await execute("CREATE DATABASE \(identifier: name)", on: cluster.nodes[0])
        // A node that connects in the schema does not wait for it; a statement does.
        for node in cluster.nodes { try await execute("SELECT 1", on: node) }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(cluster, name))
        } catch {
            result = .failure(error)
        }
        try? await bringBack(cluster)
        try? await execute("DROP DATABASE IF EXISTS \(identifier: name)", on: cluster.nodes[0])
        return try result.get()
    }

    /// Returns the configuration to connect to nodes over TCP, in their order.
    package static func configuration(_ nodes: [GaleraNode], _ schema: String) -> ConnectionConfiguration {
        var configuration = ConnectionConfiguration(user: "tester", password: "geheim", database: schema)
        configuration.hosts = nodes.map { ConnectionConfiguration.Host("127.0.0.1", port: $0.port) }
        return configuration
    }

    private static let shared = Mutex<Task<GaleraCluster, any Error>?>(nil)

    /// Returns the cluster with all of its nodes.
    private static func wholeCluster() async throws -> GaleraCluster {
        if let cluster = try? await shared.withLock({ $0 })?.value {
            do {
                try await bringBack(cluster)
                return cluster
            } catch {
                await cluster.stop()
            }
        }
        let start = Task { try await self.start() }
        shared.withLock { $0 = start }
        return try await start.value
    }

    private static func start() async throws -> GaleraCluster {
        let cluster = try await GaleraCluster.start(in: TestFolder.ofServers)
        try await execute("CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'geheim'", on: cluster.nodes[0])
        try await execute("GRANT ALL ON *.* TO tester@'127.0.0.1'", on: cluster.nodes[0])
        return cluster
    }

    private static func bringBack(_ cluster: GaleraCluster) async throws {
        for node in cluster.nodes where !node.isRunning { try await cluster.restart(node) }
    }

    private static func execute(_ statement: Statement, on node: GaleraNode) async throws {
        let connection = try await Connection.connect(node.configuration())
        _ = try await connection.run { try $0.execute(statement) }
        await connection.close()
    }
}
