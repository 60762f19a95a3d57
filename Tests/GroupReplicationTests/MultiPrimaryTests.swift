import MySQLClient
import PrivateServer
import ShippedMigrations
import SutureCore
import SutureTesting
import Testing

/// A group in which all members take writes.
extension GroupTests {
    @Test func runnersOnTwoMembersTakeTurns() async throws {
        try await TestGroup.with(.multiPrimary) { cluster, schema in
            let nodes = cluster.nodes
            let (start, end, _) = try await install(TestGroup.configuration([nodes[0]], schema), scale: 2)
            let first = try await runner(TestGroup.configuration([nodes[0]], schema))
            let second = try await runner(TestGroup.configuration([nodes[1]], schema))
            async let one = first.up()
            async let other = second.up()
            let applied = try await one.migrations.count + other.migrations.count
            #expect(applied == MigrationIndex.all.count)
            try await expect(end, on: nodes, schema, "after up")
            _ = try await second.down(.everything)
            try await expect(start, on: nodes, schema, "after down")
            for runner in [first, second] { await runner.connection.close() }
        }
    }

    /// The open chunk of a runner that sleeps, as its statements are; meanwhile another member has the lock taken over.
    @Test func theChunkOfARunnerThatWasTakenOverOnAnotherMemberIsRefused() async throws {
        try await TestGroup.with(.multiPrimary) { cluster, schema in
            let nodes = cluster.nodes
            _ = try await install(TestGroup.configuration([nodes[0]], schema), scale: 1)
            let sleeper = try await Connection.connect(TestGroup.configuration([nodes[0]], schema))
            let takeover = try await runner(TestGroup.configuration([nodes[1]], schema))
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
            // A member that has applied the other's write first ends the transaction as a deadlock does.
            #expect(refusal?.isTransient == true, "\(refusal.map(String.init(describing:)) ?? "")")
            #expect(try await takeover.connection.run { try $0.value("SELECT COUNT(*) FROM chunk", as: Int.self) } == 0)
            for connection in [sleeper, takeover.connection] { await connection.close() }
        }
    }

    @Test func aRunAndAWriterOnAnotherMemberEndAsWithoutEachOther() async throws {
        try await TestGroup.with(.multiPrimary) { cluster, schema in
            let nodes = cluster.nodes
            let (start, end, _) = try await install(TestGroup.configuration([nodes[0]], schema), scale: 5)
            let runner = try await runner(TestGroup.configuration([nodes[0]], schema))
            var rounds = 0
            for (expected, isUp) in [(end, true), (start, false)] {
                let writer = Task { try await write(on: nodes[1], schema) }
                if isUp { _ = try await runner.up() } else { _ = try await runner.down(.everything) }
                writer.cancel()
                rounds += try await writer.value
                try await expect(expected, on: nodes, schema, isUp ? "after up" : "after down")
            }
            #expect(rounds > 0)
            await runner.connection.close()
        }
    }

    /// Changes the amounts of every tenth invoice and restores them, until the task is cancelled.
    ///
    /// - Returns: The number of changes.
    private func write(on node: GroupNode, _ schema: String) async throws -> Int {
        let connection = try await Connection.connect(node.configuration(database: schema))
        var rounds = 0
        while !Task.isCancelled {
            let number = rounds % 10
            for sign in [1, -1] {
                // Not cancelled in between: changed rows must be restored.
                try await Task.detached {
                    try await connection.run { session in
                        session.repeatsStatement = { _, runs in runs < 1_000 }
                        try session.execute(
                            "UPDATE invoices SET amount = amount + \(sign) WHERE id % 10 = \(number)"
                        )
                    }
                }
                .value
            }
            rounds += 1
        }
        await connection.close()
        return rounds
    }
}
