import Foundation
import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@testable import SutureBackup

/// The position in the binary log, on servers that have one.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct LogPositionTests {
    @Test(arguments: await TestServers.all())
    func isThatOfTheSnapshot(server: TestServer) async throws {
        // MariaDB always has GTIDs, and ignores loose options.
        let arguments = [
            "--log-bin=bin", "--server-id=7", "--loose-enforce-gtid-consistency=ON", "--loose-gtid-mode=ON",
        ]
        let logging = try await PrivateServer.start(
            .init(program: server.program, extraArguments: arguments, parent: TestFolder.ofServers)
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
                #expect(manifest.position?.gtid?.isEmpty == false)
                try await connection.run { session in
                    let rows = try session.value("SELECT COUNT(*) FROM logged.t", as: Int.self) ?? 0
                    try session.execute("INSERT INTO logged.t VALUES (\(rows))")
                }
            }
        }
        try await connection.run { session in
            try session.execute("CREATE USER 'saver'@'localhost' IDENTIFIED BY 'x'")
            try session.execute(
                "GRANT SELECT, LOCK TABLES, TRIGGER, SHOW VIEW, EVENT, EXECUTE ON logged.* TO 'saver'@'localhost'"
            )
        }
        try await checkTransactions(logging, server, connection.server)
        await connection.close()
    }

    /// Neither a full nor a partial dump claims the transactions of the server, and none wants RELOAD or PROCESS.
    private func checkTransactions(
        _ logging: PrivateServer,
        _ server: TestServer,
        _ identity: ServerIdentity
    ) async throws {
        var account = logging.configuration()
        (account.user, account.password) = ("saver", Secret("x"))
        let configuration = account
        try await TemporaryFolder.with { folder in
            for tables in [nil, ["t"]] {
                let request = BackupRequest(
                    configuration: configuration,
                    database: "logged",
                    directory: folder.path,
                    tables: tables,
                    serverProgram: server.program,
                    compression: Compression.none
                )
                let result = try await Backup.take(request, server: identity)
                let text = try String(contentsOfFile: result.file, encoding: .utf8)
                #expect(!text.uppercased().contains("GTID_PURGED"))
                #expect(text.contains("CREATE TABLE `t`"))
                #expect(result.manifest.isPartial == (tables != nil))
            }
        }
    }
}
