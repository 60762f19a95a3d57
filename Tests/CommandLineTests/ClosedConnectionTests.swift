import Foundation
import MySQLClient
import PrivateServer
import SchoolSample
import SutureTesting
import Testing

/// Connections end according to the protocol, so that the server counts none as aborted and logs nothing.
@Suite struct ClosedConnectionTests {
    private func aborted(_ server: PrivateServer) async throws -> [String] {
        try await Connection.withSession(server.configuration()) { session in
            try session.rows("SHOW GLOBAL STATUS LIKE 'Aborted\\_c%s'")
                .map { "\(try $0.get(0, as: String.self)) \(try $0.get(1, as: String.self))" }
        }
    }

    /// Runs a body with a private server, since other connections count too.
    private func withSchool(
        _ server: TestServer,
        _ body: @escaping @Sendable (_ own: PrivateServer, _ url: String) async throws -> Void
    ) async throws {
        let own = try await PrivateServer.start(.init(program: server.program, parent: TestFolder.ofServers))
        let outcome = await Task {
            _ = try await Connection.withSession(own.configuration()) { try $0.execute("CREATE DATABASE school") }
            try await Connection.withSession(own.configuration(database: "school")) {
                try SchoolSample(scale: 1).install(in: $0)
            }
            try await body(own, "mysql://root@localhost/school?socket=\(own.socket)")
        }
        .result
        await own.stop()
        try outcome.get()
    }

    /// This holds for every command and every outcome.
    @Test(arguments: await TestServers.all())
    func noCommandAbortsOne(server: TestServer) async throws {
        try await withSchool(server) { own, url in
            let before = try await aborted(own)
            let folder = try TemporaryFolder()
            let commands: [([String], Int32)] = [
                (["plan"], 0), (["plan", "--exact", "--to", Version.mergeInstitutions], 0),
                (["up", "--to", Version.deleteOrphans], 0), (["up", "--smoke", "false"], 1), (["verify"], 0),
                (["check"], 0), (["backup", "--backup-directory", folder.url.path], 0), (["analyze"], 0),
                (["journal", "prune", "--nonsense"], 64), (["down", "--to", "0"], 0),
            ]
            for (command, exit) in commands {
                let result = try await Tool.run(command, url: url)
                #expect(result.exitCode == exit, "\(command): \(result.errors)")
                let after = try await aborted(own)
                #expect(after == before, "\(command)")
            }
        }
    }

    /// The connection that renews the lease is opened once a run takes long.
    @Test(arguments: await TestServers.all())
    func aLongRunAbortsNone(server: TestServer) async throws {
        try await withSchool(server) { own, url in
            let before = try await aborted(own)
            let locker = try await Connection.connect(own.configuration(database: "school"))
            try await locker.run { try $0.execute("LOCK TABLES users WRITE") }
            let running = try Tool.start(["up", "--lease", "15", "--to", Version.deleteOrphans], url: url)
            defer { running.send(SIGKILL) }
            try await Wait.until("the run renews its lease from a second connection") {
                try await Connection.withSession(own.configuration()) { session in
                    try session.value("SELECT COUNT(*) > 2 FROM information_schema.PROCESSLIST WHERE DB = 'school'")
                        == 1
                }
            }
            await locker.close()
            let result = try await running.result()
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try await aborted(own) == before)
        }
    }

    /// A server without encryption is detected by a connection that is aborted; this happens once.
    @Test(arguments: try await TestServers.all(of: .mariadb))
    func aServerWithoutEncryptionIsKnown(server: TestServer) async throws {
        let port = try TestServer.freePort()
        let own = try await PrivateServer.start(
            .init(program: server.program, extraArguments: ["--skip-ssl"], port: port, parent: TestFolder.ofServers)
        )
        let outcome = await Task {
            _ = try await Connection.withSession(own.configuration()) { session in
                try session.execute("CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'geheim'")
            }
            var configuration = ConnectionConfiguration(user: "tester", password: "geheim")
            configuration.hosts = [ConnectionConfiguration.Host("127.0.0.1", port: port)]
            try await Connection.withSession(configuration) { _ = try $0.execute("DO 1") }
            let before = try await aborted(own)
            for _ in 1...3 {
                let isTLS = try await Connection.with(configuration) { $0.server.isTLS }
                #expect(!isTLS)
            }
            let after = try await aborted(own)
            #expect(after == before)
        }
        .result
        await own.stop()
        try outcome.get()
    }
}
