import MySQLClient
import PrivateServer
import SchoolSample
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

extension GaleraTests {
    @Test func noWriteSetIsLargerThanAChunk() async throws {
        try await TestCluster.with { cluster, schema in
            let node = cluster.nodes[0]
            let gauge = try await WriteSetGauge(node)
            let admin = try await Connection.connect(node.configuration(database: schema))
            try await admin.run { try SchoolSample(scale: 40).install(in: $0) }
            let start = try await MigrationTest.fingerprint(admin)
            try await admin.run { try $0.execute("CREATE TABLE suture_probe (id BIGINT PRIMARY KEY)") }
            _ = try await gauge.largest()
            // The keys of one table alone, as one write set.
            try await admin.run { try $0.execute("INSERT INTO suture_probe SELECT id FROM enrollments") }
            let whole = try await gauge.largest()
            #expect(whole > 400_000)

            let measured = Task { try await gauge.watch() }
            let runner = try await runner(
                node.configuration(database: schema),
                chunkRows: 300,
                migrations: [.ofOneStep(gradeEverybody)]
            )
            let report = try await runner.up()
            #expect(report.totals.map(\.rows).reduce(0, +) > 10_000)
            _ = try await runner.down(.everything)
            try await expect(start, on: cluster.nodes, schema, "after down")
            measured.cancel()
            let largest = try await measured.value
            #expect(largest > 10_000)
            #expect(largest < 250_000, "\(largest) bytes; all keys at once are \(whole)")
            for connection in [admin, runner.connection] { await connection.close() }
        }
    }
}

/// Measures the write sets of a node by its own counters.
private final class WriteSetGauge: Sendable {
    private let connection: Connection
    private let last = Mutex((sets: 0, bytes: 0))

    init(_ node: GaleraNode) async throws {
        connection = try await Connection.connect(node.configuration())
        // This query must not wait for the write sets that it is to see.
        try await connection.run { try $0.execute("SET SESSION wsrep_sync_wait = 0") }
        _ = try await largest()
    }

    /// Returns the average bytes of a write set since the last call.
    func largest() async throws -> Int {
        let counters = try await connection.run { session in
            try session.rows("SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_replicated', 'wsrep_replicated_bytes')")
                .reduce(into: [String: Int]()) { counters, row in
                    counters[try row.get(0)] = Int(try row.get(1, as: String.self))
                }
        }
        let (sets, bytes) = (counters["wsrep_replicated"] ?? 0, counters["wsrep_replicated_bytes"] ?? 0)
        return last.withLock { last in
            defer { last = (sets, bytes) }
            return sets > last.sets ? (bytes - last.bytes) / (sets - last.sets) : 0
        }
    }

    /// Returns the largest of many short measurements, until the task is cancelled.
    func watch() async throws -> Int {
        var result = 0
        while !Task.isCancelled {
            let measured = try await Task.detached { [self] in try await largest() }.value
            result = max(result, measured)
        }
        await connection.close()
        return result
    }
}

/// Changes every row of the largest table.
private let gradeEverybody = Update("enrollments", set: ["grade": "COALESCE(grade, 0) + 0.1"], where: "TRUE")
