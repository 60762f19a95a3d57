import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@testable import SutureBackup

/// The position in the binary log, on servers that have one.
@Suite(.serialized, .timeLimit(.minutes(60)))
struct LogPositionTests {
    @Test(arguments: await TestServers.all())
    func isThatOfTheSnapshot(server: TestServer) async throws {
        let logging = try await PrivateServer.start(
            .init(program: server.program, extraArguments: ["--log-bin=bin", "--server-id=7"])
        )
        let outcome = await Task { try await check(logging, server) }.result
        await logging.stop()
        try outcome.get()
    }

    private func check(_ logging: PrivateServer, _ server: TestServer) async throws {
        let connection = try await Connection.connect(logging.configuration())
        try await connection.run { session in
            try session.execute("CREATE DATABASE logged")
            try session.execute("CREATE TABLE logged.t (id INT PRIMARY KEY)")
        }
        let mariaDB: Statement = "SHOW MASTER STATUS"
        let isMariaDB = logging.vendor == .mariadb
        let status: @Sendable (Session) throws -> Row? = { session in
            try session.firstRow(isMariaDB ? mariaDB : "SHOW BINARY LOG STATUS")
        }
        try await TemporaryFolder.with { folder in
            for _ in 0..<2 {
                let expected = try await connection.run(status)
                let request = BackupRequest(
                    configuration: logging.configuration(),
                    database: "logged",
                    directory: folder.path,
                    serverProgram: server.program
                )
                let manifest = try await Backup.take(request, server: connection.server).manifest
                #expect(manifest.snapshot == .same)
                #expect(manifest.position?.file == (try expected?.get(0)))
                #expect(manifest.position?.offset == (try expected?.get(1)))
                try await connection.run { session in
                    let rows = try session.value("SELECT COUNT(*) FROM logged.t", as: Int.self) ?? 0
                    try session.execute("INSERT INTO logged.t VALUES (\(rows))")
                }
            }
        }
        await connection.close()
    }
}
