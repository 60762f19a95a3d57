import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting
import Synchronization
import Testing

/// A primary with a replica by GTIDs, which somebody promotes while a run is under way.
@Suite(
    .serialized,
    .enabled(Comment(rawValue: TestGroup.need)) { try await TestGroup.isWanted },
    .timeLimit(.minutes(120))
)
struct PromotedReplicaTests {
    /// The part of the run that the replica has when it is promoted.
    enum Replica: CaseIterable { case hasEverything, lacksTheEnd }

    @Test(arguments: Replica.allCases)
    func aRunGoesOnThroughAPromotedReplicaThatHasWhatItWrote(_ replica: Replica) async throws {
        try await withPair { primary, other in
            let hosts = [other, primary].map { ConnectionConfiguration.Host("127.0.0.1", port: $0.port ?? 0) }
            var configuration = ConnectionConfiguration(user: "tester", password: "geheim", database: "school")
            configuration.hosts = hosts
            let end = try await undisturbed(configuration)
            let pause = Pause(at: 40)
            var settings = RunSettings()
            settings.startTime = "2026-01-01 00:00:00.000000"
            let runner = MigrationRunner(
                connection: try await Connection.connect(configuration),
                configuration: configuration,
                catalog: try MigrationCatalog(MigrationIndex.all),
                settings: settings,
                observer: { pause.note($0) }
            )
            #expect(runner.connection.server.place == "127.0.0.1:\(primary.port ?? 0)")
            if replica == .lacksTheEnd { pause.onStart { try? await execute(["STOP REPLICA"], on: other) } }
            let promotion = Task.detached {
                try await Wait.until("the run is paused") { pause.isReached }
                if replica == .hasEverything { try await catchUp(primary, other) }
                await primary.crash()
                try await execute(
                    [
                        "STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL super_read_only = OFF",
                        "SET GLOBAL read_only = OFF",
                    ],
                    on: other
                )
                pause.end()
            }
            switch replica {
            case .hasEverything:
                _ = try await runner.up()
                #expect(runner.connection.server.place == "127.0.0.1:\(other.port ?? 0)")
                let connection = try await Connection.connect(other.configuration(database: "school"))
                #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [])
                await connection.close()
            case .lacksTheEnd:
                let failure = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(failure?.code == .transactionsLost)
            }
            try await promotion.value
            await runner.connection.close()
        }
    }

    /// The fingerprint after an undisturbed run, which is reverted.
    private func undisturbed(_ configuration: ConnectionConfiguration) async throws -> Fingerprint {
        let connection = try await Connection.connect(configuration)
        try await connection.run { try SchoolSample(scale: 2).install(in: $0) }
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        let runner = MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog(MigrationIndex.all),
            settings: settings
        )
        _ = try await runner.up()
        let end = try await MigrationTest.fingerprint(connection)
        var request = DownRequest()
        request.extent = .to(MigrationVersion(0))
        _ = try await runner.down(request)
        await connection.close()
        return end
    }

    private func withPair(_ body: (PrivateServer, PrivateServer) async throws -> Void) async throws {
        let primary = try await start(1)
        let replica = try await start(2)
        let result: Result<Void, any Error>
        do {
            try await execute(["RESET BINARY LOGS AND GTIDS"], on: replica)
            try await execute(
                [
                    "CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'geheim'", "GRANT ALL ON *.* TO tester@'127.0.0.1'",
                    "CREATE DATABASE school",
                ],
                on: primary
            )
            let port = String(primary.port ?? 0)
            try await execute(
                [
                    """
                    CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = \(raw: port),
                    SOURCE_USER = 'tester', SOURCE_PASSWORD = 'geheim', SOURCE_AUTO_POSITION = 1,
                    SOURCE_CONNECT_RETRY = 1, GET_SOURCE_PUBLIC_KEY = 1
                    """,
                    "START REPLICA", "SET GLOBAL super_read_only = ON",
                ],
                on: replica
            )
            try await catchUp(primary, replica)
            result = .success(try await body(primary, replica))
        } catch {
            result = .failure(error)
        }
        await replica.stop()
        await primary.stop()
        try result.get()
    }

    private func start(_ id: Int) async throws -> PrivateServer {
        let program = try #require(try await TestGroup.server).program
        return try await PrivateServer.start(
            .init(
                program: program,
                extraArguments: [
                    "--server-id=\(id)", "--log-bin=binlog", "--gtid-mode=ON", "--enforce-gtid-consistency=ON",
                ],
                port: try TestServer.freePort(),
                bufferPoolSize: 64 << 20,
                parent: TestFolder.ofServers
            )
        )
    }

    private func catchUp(_ primary: PrivateServer, _ replica: PrivateServer) async throws {
        let executed = try await Connection.withSession(primary.configuration()) { session in
            try session.value("SELECT @@GLOBAL.gtid_executed", as: String.self) ?? ""
        }
        let failed = try await Connection.withSession(replica.configuration()) { session in
            try session.value("SELECT WAIT_FOR_EXECUTED_GTID_SET(\(executed), 120)", as: Int.self)
        }
        #expect(failed == 0)
    }
}

@Sendable private func execute(_ statements: [Statement], on server: PrivateServer) async throws {
    try await Connection.withSession(server.configuration()) { session in
        for statement in statements { try session.execute(statement) }
    }
}

/// Blocks a run at an event.
private final class Pause: Sendable {
    private let state = Mutex((events: 0, isOver: false))
    private let start = Mutex<(@Sendable () async -> Void)?>(nil)
    private let position: Int

    init(at position: Int) { self.position = position }

    var isReached: Bool { state.withLock { $0.events >= position } }

    /// Runs a body before the first event ends.
    func onStart(_ body: @escaping @Sendable () async -> Void) { start.withLock { $0 = body } }

    func end() { state.withLock { $0.isOver = true } }

    func note(_ event: RunEvent) {
        if let body = start.withLock({ $0.take() }) {
            let isDone = DispatchSemaphore(value: 0)
            Task.detached {
                await body()
                isDone.signal()
            }
            isDone.wait()
        }
        state.withLock { $0.events += 1 }
        while isReached, !state.withLock({ $0.isOver }) { usleep(1_000) }
    }
}
