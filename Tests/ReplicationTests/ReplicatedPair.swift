import MySQLClient
import PrivateServer
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting

/// A primary with the sample, and a replica of it.
struct ReplicatedPair: Sendable {
    let primary: PrivateServer
    let replica: PrivateServer

    private static let database = "school"

    /// Starts both, and stops them in any case.
    static func with(_ server: TestServer, scale: Int = 10, _ body: (ReplicatedPair) async throws -> Void) async throws
    {
        let primary = try await start(server, id: 1)
        let replica: PrivateServer
        do {
            replica = try await start(server, id: 2)
        } catch {
            await primary.stop()
            throw error
        }
        let pair = ReplicatedPair(primary: primary, replica: replica)
        let result: Result<Void, any Error>
        do {
            try await pair.begin(scale)
            result = .success(try await body(pair))
        } catch {
            result = .failure(error)
        }
        await replica.stop()
        await primary.stop()
        try result.get()
    }

    private static func start(_ server: TestServer, id: Int) async throws -> PrivateServer {
        try await PrivateServer.start(
            .init(
                program: server.program,
                extraArguments: ["--server-id=\(id)", "--log-bin=binlog", "--binlog-format=ROW"],
                port: try TestServer.freePort(),
                bufferPoolSize: 64 << 20,
                parent: TestFolder.ofServers
            )
        )
    }

    private func begin(_ scale: Int) async throws {
        let (port, isMariaDB) = (primary.port ?? 0, primary.vendor == .mariadb)
        let from = try await Self.run(primary.configuration()) { session in
            try session.execute("CREATE USER replicator@'127.0.0.1' IDENTIFIED BY 'geheim'")
            try session.execute("GRANT REPLICATION SLAVE ON *.* TO replicator@'127.0.0.1'")
            let row = try session.firstRow(isMariaDB ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS")
            return (file: try row?.get(0, as: String.self) ?? "", position: try row?.get(1, as: UInt64.self) ?? 0)
        }
        try await Self.run(replica.configuration()) { session in
            let (file, position) = (from.file, raw: String(from.position))
            if isMariaDB {
                try session.execute(
                    """
                    CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = \(raw: String(port)),
                    MASTER_USER = 'replicator', MASTER_PASSWORD = 'geheim', MASTER_LOG_FILE = '\(raw: file)',
                    MASTER_LOG_POS = \(raw: position), MASTER_CONNECT_RETRY = 1
                    """
                )
            } else {
                try session.execute(
                    """
                    CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = \(raw: String(port)),
                    SOURCE_USER = 'replicator', SOURCE_PASSWORD = 'geheim', SOURCE_LOG_FILE = '\(raw: file)',
                    SOURCE_LOG_POS = \(raw: position), SOURCE_CONNECT_RETRY = 1, GET_SOURCE_PUBLIC_KEY = 1
                    """
                )
            }
        }
        try await replicate(true)
        try await Self.run(primary.configuration()) { session in
            try session.execute("CREATE DATABASE \(identifier: Self.database)")
            try session.execute("USE \(identifier: Self.database)")
            try SchoolSample(scale: scale).install(in: session)
        }
    }

    /// Starts or stops the replica's replication.
    func replicate(_ isRunning: Bool) async throws {
        let noun: Statement = replica.vendor == .mariadb ? "SLAVE" : "REPLICA"
        try await Self.run(replica.configuration()) { session in
            try session.execute(isRunning ? "START \(noun)" : "STOP \(noun)")
        }
    }

    /// Waits until the replica has all that the primary has.
    func catchUp() async throws {
        let mark = UInt64.random(in: 0 ... .max)
        try await Self.run(primary.configuration()) { session in
            try session.execute("CREATE DATABASE IF NOT EXISTS marks")
            try session.execute("CREATE TABLE IF NOT EXISTS marks.mark (id BIGINT UNSIGNED PRIMARY KEY)")
            try session.execute("INSERT INTO marks.mark VALUES (\(mark))")
        }
        try await Wait.until("the replica has caught up") {
            let isThere = try? await Self.run(replica.configuration()) { session in
                try session.value("SELECT COUNT(*) FROM marks.mark WHERE id = \(mark)", as: Int.self) == 1
            }
            return isThere == true
        }
    }

    /// Returns a runner on the primary that waits for the replica.
    func runner(
        maximumLag: Duration = .seconds(1),
        timeout: Duration = .seconds(120),
        replicas: [ConnectionConfiguration]? = nil,
        migrations: [RegisteredMigration] = MigrationIndex.all,
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> MigrationRunner {
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        settings.chunkRows = 200
        settings.replicas = replicas ?? [replica.configuration(database: Self.database)]
        settings.maximumLag = maximumLag
        settings.replicaTimeout = timeout
        let configuration = primary.configuration(database: Self.database)
        return MigrationRunner(
            connection: try await Connection.connect(configuration),
            configuration: configuration,
            catalog: try MigrationCatalog(migrations),
            settings: settings,
            isInterrupted: isInterrupted,
            observer: observer
        )
    }

    /// Returns the content and the definitions on one of the two.
    func fingerprint(_ server: PrivateServer) async throws -> Fingerprint {
        let connection = try await Connection.connect(server.configuration(database: Self.database))
        let fingerprint = try await MigrationTest.fingerprint(connection)
        await connection.close()
        return fingerprint
    }

    @discardableResult
    static func run<R: Sendable>(
        _ configuration: ConnectionConfiguration,
        _ body: @escaping @Sendable (Session) throws -> R
    ) async throws -> R {
        let connection = try await Connection.connect(configuration)
        let result: Result<R, any Error>
        do { result = .success(try await connection.run(body)) } catch { result = .failure(error) }
        await connection.close()
        return try result.get()
    }
}
