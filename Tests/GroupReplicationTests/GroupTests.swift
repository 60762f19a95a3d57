import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting
import Synchronization
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

    /// Reverts everything.
    var everything: DownRequest {
        var request = DownRequest()
        request.extent = .to(MigrationVersion(0))
        return request
    }

    /// Stores the sample, and returns its fingerprints at first and after an undisturbed run.
    func install(_ configuration: ConnectionConfiguration, scale: Int) async throws -> (
        start: Fingerprint, end: Fingerprint, events: (up: Int, down: Int)
    ) {
        let connection = try await Connection.connect(configuration)
        try await connection.run { try SchoolSample(scale: scale).install(in: $0) }
        let start = try await MigrationTest.fingerprint(connection)
        let log = EventLog()
        let runner = try await runner(configuration) { log.add($0) }
        _ = try await runner.up()
        let up = log.count
        let end = try await MigrationTest.fingerprint(connection)
        _ = try await runner.down(everything)
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [])
        #expect(end.differences(from: start) != [])
        for connection in [connection, runner.connection] { await connection.close() }
        return (start, end, (up, log.count - up))
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

/// Counts what a run reports.
final class EventLog: Sendable {
    private let events = Mutex((all: 0, retries: 0, reconnects: 0))

    /// The events but for retries and losses.
    var count: Int { events.withLock { $0.all } }

    /// How often a transient failure was tried again.
    var retries: Int { events.withLock { $0.retries } }

    /// How often a lost connection was replaced.
    var reconnects: Int { events.withLock { $0.reconnects } }

    func add(_ event: RunEvent) {
        events.withLock { events in
            switch event {
            case .retrying: events.retries += 1
            case .reconnected: events.reconnects += 1
            case .reconnecting: break
            default: events.all += 1
            }
        }
    }
}
