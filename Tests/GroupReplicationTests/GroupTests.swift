import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting
import Testing

/// Runs on a replication group of three MySQL servers, one test at a time: a test may kill a member.
@Suite(
    .serialized,
    .enabled(Comment(rawValue: TestGroup.need)) { try await TestGroup.isWanted },
    .timeLimit(.minutes(240))
)
struct GroupTests {
    /// A runner of the shipped migrations, which records the same time in every run.
    func runner(
        _ configuration: ConnectionConfiguration,
        reconnectTimeout: Duration = .seconds(120),
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> MigrationRunner {
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        settings.chunkRows = 500
        settings.lease = .seconds(5)
        settings.reconnectTimeout = reconnectTimeout
        return MigrationRunner(
            connection: try await Connection.connect(configuration),
            configuration: configuration,
            catalog: try MigrationCatalog(MigrationIndex.all),
            settings: settings,
            observer: observer
        )
    }

    /// Stores the sample, and returns its fingerprints at first and after an undisturbed run.
    func install(_ configuration: ConnectionConfiguration, scale: Int) async throws -> (
        start: Fingerprint, end: Fingerprint, events: (up: Int, down: Int)
    ) {
        let run = try await UndisturbedRun.of(configuration) {
            try SchoolSample(scale: scale).install(in: $0)
        } runner: {
            try await runner(configuration, observer: $0)
        }
        #expect(run.reverted.differences(from: run.start) == [])
        #expect(run.end.differences(from: run.start) != [])
        return (run.start, run.end, run.events)
    }

    /// Expects the same bytes on each of the members, once it has applied everything.
    func expect(_ fingerprint: Fingerprint, on nodes: [GroupNode], _ schema: String, _ comment: Comment) async throws {
        for node in nodes where node.isRunning {
            let connection = try await Connection.connect(node.configuration(database: schema))
            _ = try await connection.run { try $0.execute("SET SESSION group_replication_consistency = 'BEFORE'") }
            let differences = try await MigrationTest.fingerprint(connection).differences(from: fingerprint)
            #expect(differences == [], "\(node.port): \(comment.rawValue)")
            await connection.close()
        }
    }

    /// The members with the primary at a position.
    func nodes(of cluster: GroupReplicationCluster, primaryAt position: Int) async throws -> [GroupNode] {
        let primary = try #require(try await cluster.primary())
        var others = cluster.nodes.filter { $0 !== primary }
        others.insert(primary, at: position)
        return others
    }
}
