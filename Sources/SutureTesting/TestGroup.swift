package import MySQLClient
package import PrivateServer
import Synchronization

/// The replication groups of three MySQL servers that the tests of a process share, one after the other.
package enum TestGroup {
    /// The number of members that take writes.
    package enum Mode: Sendable, Hashable, CaseIterable { case singlePrimary, multiPrimary }

    /// True if its tests run: only if MySQL is among the servers under test.
    package static var isWanted: Bool {
        get async throws { try await server != nil }
    }

    /// The reason why they are skipped otherwise.
    package static let need = "SUTURE_TEST_SERVERS names no MySQL"

    /// The MySQL under test.
    package static var server: TestServer? {
        get async throws { try await TestServers.all(of: .mysql).first }
    }

    /// Calls `body` with the running group and the name of a new schema on it, and drops the schema in any case.
    ///
    /// Members that a test killed are restarted first. If that fails, a new group replaces this one, so that one
    /// failing test does not fail the next ones.
    package static func with<R>(
        _ mode: Mode,
        _ body: (GroupReplicationCluster, String) async throws -> R
    ) async throws -> R {
        let cluster = try await wholeGroup(mode)
        let name = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
        try await execute("CREATE DATABASE \(identifier: name)", on: cluster)
        let result: Result<R, any Error>
        do {
            result = .success(try await body(cluster, name))
        } catch {
            result = .failure(error)
        }
        try? await cluster.restart()
        try? await execute("DROP DATABASE IF EXISTS \(identifier: name)", on: cluster)
        return try result.get()
    }

    /// Returns the configuration to connect to members over TCP, in their order.
    package static func configuration(
        _ nodes: [GroupNode],
        _ schema: String,
        user: String = "tester"
    ) -> ConnectionConfiguration {
        var configuration = ConnectionConfiguration(user: user, password: "geheim", database: schema)
        configuration.hosts = nodes.map { ConnectionConfiguration.Host("127.0.0.1", port: $0.port) }
        return configuration
    }

    /// Runs a statement as root, on the member that takes writes, and waits until all have applied it.
    package static func execute(_ statement: Statement, on cluster: GroupReplicationCluster) async throws {
        let primary = try await cluster.primary() ?? cluster.nodes[0]
        try await Connection.withSession(primary.configuration()) { session in
            try session.execute("SET SESSION group_replication_consistency = 'AFTER'")
            try session.execute(statement)
        }
    }

    private static let shared = Mutex<(mode: Mode, start: Task<GroupReplicationCluster, any Error>)?>(nil)

    /// Returns the group with all of its members; one of another mode ends, to save memory.
    private static func wholeGroup(_ mode: Mode) async throws -> GroupReplicationCluster {
        if let current = shared.withLock({ $0 }), let cluster = try? await current.start.value {
            do {
                if current.mode == mode {
                    try await cluster.restart()
                    return cluster
                }
            } catch {}
            await cluster.stop()
        }
        let start = Task { try await self.start(mode) }
        shared.withLock { $0 = (mode, start) }
        return try await start.value
    }

    private static func start(_ mode: Mode) async throws -> GroupReplicationCluster {
        guard let server = try await server else { throw PrivateServerError(.programNotFound, need) }
        let cluster = try await GroupReplicationCluster.start(
            program: server.program,
            isSinglePrimary: mode == .singlePrimary,
            in: TestFolder.ofServers
        )
        try await execute("CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'geheim'", on: cluster)
        try await execute("GRANT ALL ON *.* TO tester@'127.0.0.1'", on: cluster)
        return cluster
    }
}
