import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension GroupTests {
    @Test func aRunWhosePrimaryIsKilledGoesOnThroughTheNewOne() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            let (start, end, events) = try await install(TestGroup.configuration(cluster.nodes, schema), scale: 5)
            try await withKill(of: cluster, schema, after: events.up / 2) { _ = try await $0.up() }
            try await expect(end, on: cluster.nodes, schema, "up")
            try await cluster.restart()
            try await withKill(of: cluster, schema, after: events.down / 2) { runner in
                _ = try await runner.down(.everything)
            }
            try await expect(start, on: cluster.nodes, schema, "down")
            try await cluster.restart()
            try await expect(start, on: cluster.nodes, schema, "the members that came back")
        }
    }

    @Test func anAccountThatMayNotAskForTheGroupIsToldWhatItNeeds() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            _ = try await install(TestGroup.configuration(cluster.nodes, schema), scale: 2)
            try await TestGroup.execute("CREATE USER plain@'127.0.0.1' IDENTIFIED BY 'geheim'", on: cluster)
            try await TestGroup.execute("GRANT ALL ON \(identifier: schema).* TO plain@'127.0.0.1'", on: cluster)
            let failure = await #expect(throws: SutureError.self) {
                try await withKill(of: cluster, schema, user: "plain", after: 20) { _ = try await $0.up() }
            }
            #expect(failure?.code == .privilegeMissing)
            #expect(failure?.remedy.contains("performance_schema.replication_group_members") == true)
            try await cluster.restart()
            try await TestGroup.execute("DROP USER plain@'127.0.0.1'", on: cluster)
        }
    }

    /// Kills the primary when a run on it has reported the given number of events.
    private func withKill(
        of cluster: GroupReplicationCluster,
        _ schema: String,
        user: String = "tester",
        after count: Int,
        _ body: (MigrationRunner) async throws -> Void
    ) async throws {
        let nodes = try await nodes(of: cluster, primaryAt: 1)
        let log = EventCounter()
        let runner = try await runner(TestGroup.configuration(nodes, schema, user: user)) { log.add($0) }
        #expect(runner.connection.server.place == "127.0.0.1:\(nodes[1].port)")
        let killer = Task.detached {
            while log.count < count { try await Task.sleep(for: .milliseconds(1)) }
            try await nodes[1].kill()
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body(runner)) } catch { result = .failure(error) }
        killer.cancel()
        _ = await killer.result
        await runner.connection.close()
        try result.get()
        #expect(log.reconnects > 0)
        #expect(runner.connection.server.place != "127.0.0.1:\(nodes[1].port)")
    }
}
