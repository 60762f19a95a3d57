import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting
import Synchronization
import Testing

/// Runs on a Galera cluster of three nodes, one test at a time: a test may kill a node.
@Suite(.serialized, .enabled(if: TestCluster.isWanted, Comment(rawValue: TestCluster.need)))
struct GaleraTests {
    /// One connection to each node, in a schema.
    func connect(_ nodes: [GaleraNode], _ schema: String) async throws -> [Connection] {
        var connections: [Connection] = []
        for node in nodes { connections.append(try await Connection.connect(node.configuration(database: schema))) }
        return connections
    }

    /// A runner of migrations, the shipped ones unless others are given, which records the same time in every run.
    func runner(
        _ configuration: ConnectionConfiguration,
        chunkRows: Int = 2_000,
        migrations: [RegisteredMigration] = MigrationIndex.all,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> MigrationRunner {
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        settings.chunkRows = chunkRows
        return MigrationRunner(
            connection: try await Connection.connect(configuration),
            configuration: configuration,
            catalog: try MigrationCatalog(migrations),
            settings: settings,
            observer: observer
        )
    }

    /// Takes everything back.
    var everything: DownRequest {
        var request = DownRequest()
        request.extent = .to(MigrationVersion(0))
        return request
    }

    /// Stores the sample, and finds out how it stands at first and after an undisturbed run.
    func install(_ configuration: ConnectionConfiguration, scale: Int) async throws -> (
        start: Fingerprint, end: Fingerprint, events: (up: Int, down: Int)
    ) {
        let connection = try await Connection.connect(configuration)
        try await connection.run { try SchoolSample(scale: scale).install(in: $0) }
        let start = try await MigrationTest.fingerprint(connection)
        let counter = EventCounter()
        let runner = try await runner(configuration) { counter.add($0) }
        _ = try await runner.up()
        let up = counter.count
        let end = try await MigrationTest.fingerprint(connection)
        _ = try await runner.down(everything)
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [])
        #expect(end.differences(from: start) != [])
        for connection in [connection, runner.connection] { await connection.close() }
        return (start, end, (up, counter.count - up))
    }

    /// Expects the same bytes on each of the nodes.
    func expect(_ fingerprint: Fingerprint, on nodes: [GaleraNode], _ schema: String, _ comment: Comment) async throws {
        for node in nodes {
            let connection = try await Connection.connect(node.configuration(database: schema))
            let differences = try await MigrationTest.fingerprint(connection).differences(from: fingerprint)
            #expect(differences == [], "\(node.name): \(comment.rawValue)")
            await connection.close()
        }
    }
}

/// Counts what a run tells.
final class EventCounter: Sendable {
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
