import MySQLClient
import PrivateServer
import SchoolSample
import SutureCore
import SutureRepair
import SutureTesting
import Testing

extension GroupTests {
    @Test func noTransactionIsLargerThanTheGroupTakes() async throws {
        try await TestGroup.with(.singlePrimary) { cluster, schema in
            let configuration = TestGroup.configuration(cluster.nodes, schema)
            let connection = try await Connection.connect(configuration)
            try await connection.run { try SchoolSample(scale: 6).install(in: $0) }
            let start = try await MigrationTest.fingerprint(connection)
            let primary = try #require(try await cluster.primary())
            try await limit(primary, to: 20_000)
            let refusal = await #expect(throws: MySQLError.self) {
                try await connection.run { try $0.execute("UPDATE enrollments SET grade = 1") }
            }
            #expect(refusal?.isRefusedByGroup == true)
            let log = EventCounter()
            let runner = MigrationRunner(
                connection: try await Connection.connect(configuration),
                configuration: configuration,
                catalog: try MigrationCatalog([.ofOneStep(gradeEverybody)]),
                observer: { log.add($0) }
            )
            do {
                _ = try await runner.up()
                #expect(log.retries > 0)
                _ = try await runner.down(.everything)
                try await expect(start, on: cluster.nodes, schema, "after down")
            } catch {
                try await limit(primary, to: 150_000_000)
                throw error
            }
            try await limit(primary, to: 150_000_000)
            for connection in [connection, runner.connection] { await connection.close() }
        }
    }

    private func limit(_ node: GroupNode, to bytes: Int) async throws {
        _ = try await Connection.withSession(node.configuration()) { session in
            try session.execute("SET GLOBAL group_replication_transaction_size_limit = \(raw: String(bytes))")
        }
    }
}

/// Changes every row of the largest table.
private let gradeEverybody = Update("enrollments", set: ["grade": "COALESCE(grade, 0) + 0.1"], where: "TRUE")
