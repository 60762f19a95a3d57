import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension GaleraTests {
    @Test(.timeLimit(.minutes(120))) func aRunWhoseNodeIsKilledGoesOnThroughAnother() async throws {
        try await TestCluster.with { cluster, schema in
            let (start, end, events) = try await install(TestCluster.configuration(cluster.nodes, schema), scale: 20)
            var order = cluster.nodes
            for round in 1...3 {
                try await withKill(of: order, schema, after: events.up * round / 4) { _ = try await $0.up() }
                try await expect(end, on: Array(order.dropFirst()), schema, "up, round \(round)")
                try await cluster.restart(order[0])
                try await expect(end, on: [order[0]], schema, "the node that came back, round \(round)")

                // The rollback begins on the second node, and ends on the third.
                order = Array(order.dropFirst()) + [order[0]]
                try await withKill(of: order, schema, after: events.down * round / 4) { runner in
                    _ = try await runner.down(.everything)
                }
                try await expect(start, on: Array(order.dropFirst()), schema, "down, round \(round)")
                try await cluster.restart(order[0])
                try await expect(start, on: order, schema, "all, round \(round)")
            }
        }
    }

    /// Kills the first of the nodes when a run on it has reported the given number of events.
    private func withKill(
        of nodes: [GaleraNode],
        _ schema: String,
        after count: Int,
        _ body: (MigrationRunner) async throws -> Void
    ) async throws {
        let events = EventCounter()
        let runner = try await runner(TestCluster.configuration(nodes, schema)) { events.add($0) }
        #expect(runner.connection.server.place == "127.0.0.1:\(nodes[0].port)")
        let killer = Task.detached {
            while events.count < count { try await Task.sleep(for: .milliseconds(1)) }
            try await nodes[0].kill()
        }
        try await body(runner)
        killer.cancel()
        _ = await killer.result
        #expect(events.reconnects > 0)
        #expect(runner.connection.server.place == "127.0.0.1:\(nodes[1].port)")
        await runner.connection.close()
    }
}
