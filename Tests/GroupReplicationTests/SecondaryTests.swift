import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

extension GroupTests {
    @Test func thePrimaryIsFoundWhateverTheOrderOfTheHosts() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            for position in 0...2 {
                let nodes = try await nodes(of: cluster, primaryAt: position)
                let configuration = TestGroup.configuration(nodes, schema)
                try await Connection.with(configuration) { connection in
                    #expect(connection.server.place == "127.0.0.1:\(nodes[position].port)")
                    #expect(connection.server.acceptsWrites)
                    _ = try await connection.run { session in
                        try session.execute("CREATE TABLE \(identifier: "t\(position)") (id INT PRIMARY KEY)")
                    }
                    #expect(!connection.ownTransactions.isEmpty)
                }
            }
        }
    }

    @Test func aMemberThatTakesNoWritesCanBeReadAndIsRefusedForARun() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            _ = try await install(TestGroup.configuration(cluster.nodes, schema), scale: 1)
            let secondaries = Array(try await nodes(of: cluster, primaryAt: 0).dropFirst())
            // One host has nothing to wait for; of two, either may become the primary.
            for hosts in [[secondaries[0]], secondaries] {
                let configuration = TestGroup.configuration(hosts, schema)
                let runner = try await runner(configuration, reconnectTimeout: .seconds(2))
                #expect(runner.connection.server.place == "127.0.0.1:\(secondaries[0].port)")
                #expect(!runner.connection.server.acceptsWrites)
                #expect(try await runner.history().count > 0)
                let refusal = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(refusal?.code == .serverReadOnly)
                #expect(refusal?.outcome == .refused)
                await runner.connection.close()
            }
        }
    }

    @Test func aMemberThatHasLeftItsGroupIsPassedOverThoughItTakesWrites() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            let nodes = try await nodes(of: cluster, primaryAt: 1)
            _ = try await install(TestGroup.configuration(nodes, schema), scale: 1)
            let left = nodes[0]
            try await Connection.withSession(left.configuration()) { session in
                try session.execute("STOP GROUP_REPLICATION")
                try session.execute("SET GLOBAL super_read_only = OFF")
                try session.execute("SET GLOBAL read_only = OFF")
            }
            try await Connection.with(TestGroup.configuration(nodes, schema)) { connection in
                #expect(connection.server.place == "127.0.0.1:\(nodes[1].port)")
            }
            let runner = try await runner(TestGroup.configuration([left], schema), reconnectTimeout: .seconds(2))
            let refusal = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(refusal?.code == .serverReadOnly)
            #expect(refusal?.message.contains("OFFLINE") == true, "\(refusal?.message ?? "")")
            await runner.connection.close()
            try await left.join()
        }
    }
}
