import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension GroupTests {
    @Test func aRunWhosePrimaryIsDemotedGoesOnThroughTheNewOne() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            let (start, end, events) = try await install(TestGroup.configuration(cluster.nodes, schema), scale: 5)
            let log = EventCounter()
            let nodes = try await nodes(of: cluster, primaryAt: 0)
            let runner = try await runner(TestGroup.configuration(nodes, schema)) { log.add($0) }
            let switcher = Task.detached {
                while log.count < events.up / 2 { try await Task.sleep(for: .milliseconds(1)) }
                try await Connection.withSession(nodes[1].configuration()) { session in
                    _ = try session.rows("SELECT group_replication_set_as_primary(@@server_uuid)")
                }
            }
            _ = try await runner.up()
            try await switcher.value
            #expect(log.reconnects > 0)
            #expect(runner.connection.server.place == "127.0.0.1:\(nodes[1].port)")
            try await expect(end, on: cluster.nodes, schema, "up")
            _ = try await runner.down(.everything)
            try await expect(start, on: cluster.nodes, schema, "down")
            await runner.connection.close()
        }
    }
}
