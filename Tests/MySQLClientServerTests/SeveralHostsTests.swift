import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@Suite struct SeveralHostsTests {
    /// Calls `body` with a configuration of an account that connects over TCP, and the host of the server.
    private func withAccount(
        _ server: TestServer,
        _ body: (ConnectionConfiguration, ConnectionConfiguration.Host) async throws -> Void
    ) async throws {
        let running = try await server.running()
        try await server.withSchema { configuration in
            let database = try #require(configuration.database)
            let root = try await Connection.connect(configuration)
            try await root.run { session in
                try session.execute("CREATE USER \(identifier: database)@'127.0.0.1' IDENTIFIED BY 'geheim'")
                try session.execute("GRANT ALL ON \(identifier: database).* TO \(identifier: database)@'127.0.0.1'")
            }
            let host = ConnectionConfiguration.Host("127.0.0.1", port: try #require(running.port))
            let account = ConnectionConfiguration(user: database, password: "geheim", database: database)
            let result: Result<Void, any Error>
            do { result = .success(try await body(account, host)) } catch { result = .failure(error) }
            try await root.run { try $0.execute("DROP USER \(identifier: database)@'127.0.0.1'") }
            await root.close()
            try result.get()
        }
    }

    private func deadHost() throws -> ConnectionConfiguration.Host {
        .init("127.0.0.1", port: try TestServer.freePort())
    }

    @Test(arguments: await TestServers.all())
    func theFirstHostThatAnswersIsTaken(_ server: TestServer) async throws {
        try await withAccount(server) { account, host in
            var configuration = account
            configuration.hosts = [try deadHost(), .init("no-such-host.invalid"), host, try deadHost()]
            let connection = try await Connection.connect(configuration)
            #expect(connection.server.place == host.description)
            #expect(connection.configuration.hosts == [host])
            #expect(try await connection.run { try $0.value("SELECT DATABASE()") } == account.database)
            // A KILL QUERY has to reach the same server, so it goes to its host alone.
            let sleep = Task { try await connection.run { try $0.execute("DO SLEEP(60)") } }
            try await Task.sleep(for: .milliseconds(200))
            try await connection.interrupt()
            _ = try? await sleep.value
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aWrongPasswordStopsAtOnceAndNamesTheHost(_ server: TestServer) async throws {
        try await withAccount(server) { account, host in
            var configuration = account
            configuration.password = "wrong word"
            let (dead, last) = (try deadHost(), try deadHost())
            configuration.hosts = [dead, host, last]
            let error = try await #require(throws: MySQLError.self) {
                _ = try await Connection.connect(configuration)
            }
            #expect(error.code == .accessDenied)
            #expect(error.message.contains(host.description))
            #expect(error.message.contains("tried before: \(dead)"))
            #expect(!error.message.contains(last.description))
            #expect(!"\(error)".contains("wrong word"))
        }
    }

    @Test(arguments: await TestServers.all())
    func aServerWithoutAFreeConnectionIsPassedOver(_ server: TestServer) async throws {
        // MariaDB's minimum is 10; one more is reserved for administrators.
        let port = try TestServer.freePort()
        let full = try await PrivateServer.start(
            .init(program: server.program, extraArguments: ["--max-connections=10"], port: port)
        )
        try await withAccount(server) { account, host in
            let root = try await Connection.connect(full.configuration())
            try await root.run { session in
                try session.execute("CREATE USER \(identifier: account.user)@'127.0.0.1' IDENTIFIED BY 'geheim'")
                try session.execute("CREATE DATABASE \(identifier: account.database ?? "")")
                try session.execute("GRANT ALL ON *.* TO \(identifier: account.user)@'127.0.0.1'")
            }
            var configuration = account
            configuration.hosts = [.init("127.0.0.1", port: port), host]
            var open: [Connection] = []
            repeat {
                open.append(try await Connection.connect(configuration))
            } while open.last?.server.place != host.description && open.count < 20
            #expect(open.count > 5)
            #expect(open.last?.server.place == host.description)
            for connection in open { await connection.close() }
            await root.close()
        }
        await full.stop()
    }

    @Test func allAnswersAreTold() async throws {
        let first = try deadHost()
        var configuration = ConnectionConfiguration(user: "u", password: "geheim")
        configuration.hosts = [first, .init("no-such-host.invalid", port: 33)]
        let error = try await #require(throws: MySQLError.self) { _ = try await Connection.connect(configuration) }
        #expect(error.code == .cannotConnect)
        #expect(error.message.hasPrefix("None of 2 hosts took the connection. \(first) answered: "))
        #expect(error.message.contains("no-such-host.invalid:33 answered: "))
        #expect(error.message.contains("(error 2005)"))
        #expect(!"\(error)".contains("geheim"))
        configuration.hosts = [.init("no-such-host.invalid"), .init("nor-this.invalid")]
        let unknown = try await #require(throws: MySQLError.self) { _ = try await Connection.connect(configuration) }
        #expect(unknown.code == .unknownHost)
    }
}
