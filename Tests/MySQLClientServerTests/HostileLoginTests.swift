import Foundation
import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// Servers, or a man in the middle, that request the password.
@Suite struct HostileLoginTests {
    @Test(
        arguments: ["mysql_clear_password", "dialog", "mysql_old_password", "sha256_password"],
        [TLSConfiguration.Mode.preferred, .disabled]
    )
    func aServerThatAsksForThePasswordDoesNotGetIt(plugin: String, mode: TLSConfiguration.Mode) async throws {
        let server = try HostileLogin(switchingTo: plugin)
        defer { server.end() }
        var configuration = ConnectionConfiguration(
            host: "127.0.0.1",
            port: server.port,
            user: "somebody",
            password: "geheimes Wort"
        )
        configuration.tls.mode = mode
        let error = await #expect(throws: MySQLError.self) { _ = try await Connection.connect(configuration) }
        #expect(error?.code == .pluginNotAllowed)
        #expect(server.told.range(of: Data("somebody".utf8)) != nil)
        #expect(server.told.range(of: Data("geheimes".utf8)) == nil)
        // The login alone: nothing followed the switch.
        #expect(server.told.count < 200)
    }

    /// The authentication methods that prove the password without revealing it still work.
    @Test(arguments: await TestServers.all())
    func accountsOfEachPluginLogIn(server: TestServer) async throws {
        let port = try TestServer.freePort()
        let own = try await PrivateServer.start(
            .init(program: server.program, port: port, parent: TestFolder.ofServers)
        )
        let outcome = await Task {
            let accounts: [Statement] =
                own.vendor == .mariadb
                ? ["CREATE USER one@'127.0.0.1' IDENTIFIED VIA mysql_native_password USING PASSWORD('word')"]
                : [
                    "CREATE USER one@'127.0.0.1' IDENTIFIED WITH caching_sha2_password BY 'word'",
                    "CREATE USER two@'127.0.0.1' IDENTIFIED WITH sha256_password BY 'word'",
                ]
            try await Connection.withSession(own.configuration()) { session in
                for account in accounts { try session.execute(account) }
            }
            for user in ["one", "two"].prefix(accounts.count) {
                let configuration = ConnectionConfiguration(host: "127.0.0.1", port: port, user: user, password: "word")
                let answer = try await Connection.withSession(configuration) {
                    try $0.value("SELECT 1", as: Int.self)
                }
                #expect(answer == 1)
            }
        }
        .result
        await own.stop()
        try outcome.get()
    }
}
