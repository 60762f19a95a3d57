import MySQLClient
import PrivateServer
import SutureTesting
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite struct ConnectTests {
    private func error(_ configuration: ConnectionConfiguration) async throws -> MySQLError {
        try await #require(throws: MySQLError.self) { _ = try await Connection.connect(configuration) }
    }

    @Test(arguments: await TestServers.all())
    func aSocketAndTCPReachTheSameServer(_ server: TestServer) async throws {
        let running = try await server.running()
        try await server.withSchema { configuration in
            let bySocket = try await Connection.connect(configuration)
            try await bySocket.run { session in
                try session.execute("CREATE USER IF NOT EXISTS tcp@'127.0.0.1' IDENTIFIED BY 'tcp password'")
            }
            var overTCP = ConnectionConfiguration(host: "127.0.0.1", user: "tcp", password: "tcp password")
            overTCP.port = try #require(running.port)
            let connection = try await Connection.connect(overTCP)
            #expect(connection.server.instance == bySocket.server.instance)
            #expect(connection.server.connectionID != bySocket.server.connectionID)
            #expect(!bySocket.server.isTLS)
            await connection.close()
            await bySocket.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aWrongPasswordIsDenied(_ server: TestServer) async throws {
        let running = try await server.running()
        var configuration = running.configuration()
        configuration.password = "geheim"
        let error = try await error(configuration)
        #expect(error.code == .accessDenied)
        #expect(!"\(error)".contains("geheim"))
        #expect(try await self.error(running.configuration(database: "missing")).code == .unknownDatabase)
    }

    @Test func placesWithoutAServerHaveTheirCodes() async throws {
        #expect(try await error(ConnectionConfiguration(socket: "/nowhere/s.sock", user: "u")).code == .cannotConnect)
        let port = try TestServer.freePort()
        let refused = try await error(ConnectionConfiguration(host: "127.0.0.1", port: port, user: "u"))
        #expect(refused.code == .cannotConnect || refused.code == .cannotConnectToHost)
        let unknown = try await error(ConnectionConfiguration(host: "no-such-host.invalid", user: "u"))
        #expect(unknown.code == .unknownHost)
    }

    @Test func aHostThatSaysNothingIsGivenUp() async throws {
        // It accepts connections, and never sends anything.
        let host = try ListeningSocket()
        defer { close(host.descriptor) }
        var configuration = ConnectionConfiguration(host: "127.0.0.1", port: host.port, user: "u")
        configuration.connectTimeout = .seconds(1)
        let clock = ContinuousClock()
        let start = clock.now
        let error = try await error(configuration)
        #expect(error.isConnectionLoss || error.code == .cannotConnect || error.code == .handshakeFailed)
        #expect(clock.now - start < .seconds(120))
    }

    @Test(arguments: await TestServers.all())
    func aServerThatDiesIsAConnectionLoss(_ server: TestServer) async throws {
        let own = try await PrivateServer.start(.init(program: server.program))
        let connection = try await Connection.connect(own.configuration())
        let idle = try await Connection.connect(own.configuration())
        let running = Task { try await connection.run { try $0.execute("DO SLEEP(120)") } }
        try await Task.sleep(for: .milliseconds(300))
        kill(own.processIdentifier, SIGKILL)
        let lost = await #expect(throws: MySQLError.self) { try await running.value }
        #expect(lost?.isConnectionLoss == true)
        let gone = await #expect(throws: MySQLError.self) { try await idle.run { try $0.execute("DO 0") } }
        #expect(gone?.isConnectionLoss == true)
        let inTransaction = try await idle.run { $0.inTransaction }
        #expect(!inTransaction)
        await connection.close()
        await idle.close()
        await own.stop()
    }

    @Test(arguments: await TestServers.all())
    func aKilledConnectionLosesItsTransaction(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let killer = try await Connection.connect(configuration)
            try await killer.run { try $0.execute("CREATE TABLE t (id INT PRIMARY KEY)") }
            let number = connection.server.connectionID
            let error = await #expect(throws: MySQLError.self) {
                try await connection.run { session in
                    try session.transaction {
                        try session.execute("INSERT INTO t VALUES (1)")
                        try session.execute("KILL CONNECTION \(raw: String(number))")
                        try session.execute("INSERT INTO t VALUES (2)")
                    }
                }
            }
            #expect(error?.isConnectionLoss == true || error?.code == .queryInterrupted)
            #expect(try await killer.run { try $0.value("SELECT COUNT(*) FROM t", as: Int.self) } == 0)
            await connection.close()
            await killer.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aReadTimeoutEndsAWait(_ server: TestServer) async throws {
        var configuration = try await server.running().configuration()
        configuration.readTimeout = .seconds(1)
        let connection = try await Connection.connect(configuration)
        let error = await #expect(throws: MySQLError.self) {
            try await connection.run { try $0.execute("DO SLEEP(20)") }
        }
        #expect(error?.isConnectionLoss == true)
        await connection.close()
    }

    @Test(arguments: await TestServers.all())
    func aClosedConnectionSaysSo(_ server: TestServer) async throws {
        let connection = try await Connection.connect(try await server.running().configuration())
        await connection.close()
        await connection.close()
        let error = await #expect(throws: MySQLError.self) { try await connection.run { try $0.execute("DO 0") } }
        #expect(error?.code == .connectionClosed)
    }

    @Test(arguments: await TestServers.all())
    func aConnectionThatIsLetGoIsClosed(_ server: TestServer) async throws {
        let watcher = try await Connection.connect(try await server.running().configuration())
        var number: UInt64 = 0
        do {
            let connection = try await Connection.connect(try await server.running().configuration())
            number = connection.server.connectionID
            try await connection.run { try $0.execute("DO 0") }
        }
        let id = number
        try await Wait.until("the connection is closed") {
            try await watcher.run { try !$0.otherProcesses().contains { $0.id == id } }
        }
        await watcher.close()
    }
}
