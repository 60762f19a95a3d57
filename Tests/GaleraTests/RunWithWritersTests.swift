import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension GaleraTests {
    @Test func aRunAndWritersOnOtherNodesEndAsWithoutEachOther() async throws {
        try await TestCluster.with { cluster, schema in
            let nodes = cluster.nodes
            let (start, end, _) = try await install(nodes[0].configuration(database: schema), scale: 20)
            let events = EventCounter()
            let writers = [nodes[1], nodes[2]].map { node in Task { try await write(on: node, schema) } }
            let runner = try await runner(nodes[0].configuration(database: schema), chunkRows: 100) { events.add($0) }
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings).isEmpty)
            var written: [Written] = []
            writers.forEach { $0.cancel() }
            for writer in writers { written.append(try await writer.value) }
            try await expect(end, on: nodes, schema, "after up")

            let others = [nodes[1], nodes[2]].map { node in Task { try await write(on: node, schema) } }
            _ = try await runner.down(.everything)
            others.forEach { $0.cancel() }
            for writer in others { written.append(try await writer.value) }
            try await expect(start, on: nodes, schema, "after down")
            #expect(written.allSatisfy { $0.rounds > 0 }, "\(written)")
            // The writers work on rows that the merge re-points, so that certification must have refused one or the
            // other.
            #expect(events.retries + written.map(\.refusals).reduce(0, +) > 0)
            await runner.connection.close()
        }
    }

    /// The number of changes of a writer, and of refusals by the cluster.
    private struct Written {
        var rounds = 0
        var refusals = 0
    }

    /// Changes the amounts of every tenth invoice and restores them, until the task is cancelled.
    ///
    /// - Returns: The number of changes and refusals.
    private func write(on node: GaleraNode, _ schema: String) async throws -> Written {
        let connection = try await Connection.connect(node.configuration(database: schema))
        var written = Written()
        var random = SeededGenerator(seed: UInt64(node.port))
        while !Task.isCancelled {
            let number = Int.random(in: 0..<10, using: &random)
            for sign in [1, -1] {
                // Not cancelled in between: changed rows must be restored.
                written.refusals +=
                    try await Task.detached {
                        try await connection.run { session in
                            var refusals = 0
                            session.repeatsStatement = { _, runs in
                                refusals = runs
                                return runs < 1_000
                            }
                            try session.execute(
                                "UPDATE invoices SET amount = amount + \(sign) WHERE id % 10 = \(number)"
                            )
                            return refusals
                        }
                    }
                    .value
            }
            written.rounds += 1
        }
        await connection.close()
        return written
    }
}
