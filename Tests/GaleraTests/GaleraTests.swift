import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting
import Testing

/// Runs on a Galera cluster of three nodes, one test at a time: a test may kill a node.
@Suite(.serialized, .enabled(if: TestCluster.isWanted, Comment(rawValue: TestCluster.need)))
struct GaleraTests {
    /// Returns one connection to each node, in a schema.
    func connect(_ nodes: [GaleraNode], _ schema: String) async throws -> [Connection] {
        var connections: [Connection] = []
        for node in nodes { connections.append(try await Connection.connect(node.configuration(database: schema))) }
        return connections
    }

    /// Returns a runner of migrations, by default the shipped ones, which records the same time in every run.
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
