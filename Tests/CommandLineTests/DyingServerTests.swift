import MySQLClient
import PrivateServer
import SutureTesting
import Testing

/// Servers that accept a connection and then abort it before the login is done.
@Suite struct DyingServerTests {
    @Test(arguments: [Listener.Manner.closes, .breaksOff])
    func tellsAServerThatClosesTheConnection(manner: Listener.Manner) async throws {
        let result = try await Listener.with(manner) { listener in
            let url = "mysql://root:secret-word@127.0.0.1:\(listener.port)/school?ssl-mode=DISABLED"
            return try await Tool.run(["up"], url: url)
        }
        result.expectError("cannot-connect", exit: 5)
        result.expectHidden(["secret-word"])
    }

    @Test func doesNotWaitForEverForAServerThatSaysNothing() async throws {
        let start = ContinuousClock.now
        let result = try await Listener.with(.keepsSilent) { listener in
            let url = "mysql://root:secret-word@127.0.0.1:\(listener.port)/school?connect-timeout=1"
            return try await Tool.run(["up"], url: url)
        }
        result.expectError("cannot-connect", exit: 5)
        result.expectHidden(["secret-word"])
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test(arguments: try await TestServers.all(of: .mariadb))
    func refusesToTalkInTheClearWhenTLSIsRequired(server: TestServer) async throws {
        // Newer servers create a certificate for themselves unless configured otherwise.
        let clear = try await PrivateServer.start(
            .init(program: server.program, extraArguments: ["--skip-ssl"], parent: TestFolder.ofServers)
        )
        let url = "mysql://root@localhost/mysql?socket=\(clear.socket)&ssl-mode=REQUIRED"
        let result = try await Tool.run(["status"], url: url)
        await clear.stop()
        result.expectError("cannot-connect", exit: 5)
    }
}
