import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@Suite struct TLSTests {
    /// A server with a certificate for `localhost`, and a user for TCP.
    private func withServer(
        _ server: TestServer,
        _ body: (ConnectionConfiguration, Certificates) async throws -> Void
    ) async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        let port = try TestServer.freePort()
        let own = try await PrivateServer.start(
            .init(program: server.program, extraArguments: certificates.serverArguments, port: port)
        )
        do {
            let administrator = try await Connection.connect(own.configuration())
            try await administrator.run { try $0.execute("CREATE USER tcp@'%' IDENTIFIED BY 'tcp password'") }
            await administrator.close()
            let configuration = ConnectionConfiguration(
                host: "localhost",
                port: port,
                user: "tcp",
                password: "tcp password"
            )
            try await body(configuration, certificates)
        } catch {
            await own.stop()
            throw error
        }
        await own.stop()
    }

    private func isEncrypted(
        _ configuration: ConnectionConfiguration,
        _ tls: TLSConfiguration,
        host: String = "localhost"
    ) async throws -> Bool {
        var configuration = configuration
        configuration.host = host
        configuration.tls = tls
        let connection = try await Connection.connect(configuration)
        let cipher = try await connection.run {
            try $0.firstRow("SHOW STATUS LIKE 'Ssl_cipher'")?.get(1, as: String.self)
        }
        #expect((cipher ?? "").isEmpty != connection.server.isTLS)
        await connection.close()
        return connection.server.isTLS
    }

    private func refusal(
        _ configuration: ConnectionConfiguration,
        _ tls: TLSConfiguration,
        host: String = "localhost"
    ) async throws -> MySQLError.Code {
        try await #require(throws: MySQLError.self) {
            _ = try await isEncrypted(configuration, tls, host: host)
        }
        .code
    }

    @Test(arguments: await TestServers.all())
    func theModesAskForWhatTheySay(_ server: TestServer) async throws {
        try await withServer(server) { (configuration, certificates) throws in
            let right = certificates.authority
            let wrong = certificates.otherAuthority
            func tls(_ mode: TLSConfiguration.Mode, _ authority: String? = nil) -> TLSConfiguration {
                TLSConfiguration(mode: mode, certificateAuthority: authority)
            }
            #expect(try await !isEncrypted(configuration, tls(.disabled)))
            #expect(try await isEncrypted(configuration, tls(.preferred)))
            #expect(try await isEncrypted(configuration, tls(.required)))
            // The weaker modes do not verify the certificate.
            #expect(try await isEncrypted(configuration, tls(.required, wrong)))
            #expect(try await isEncrypted(configuration, tls(.verifyCA, right)))
            #expect(try await isEncrypted(configuration, tls(.verifyCA, right), host: "127.0.0.1"))
            #expect(try await isEncrypted(configuration, tls(.verifyIdentity, right)))

            #expect(try await refusal(configuration, tls(.verifyCA, wrong)) == .tlsFailed)
            #expect(try await refusal(configuration, tls(.verifyCA)) == .invalidConfiguration)
            #expect(try await refusal(configuration, tls(.verifyIdentity, wrong)) == .tlsFailed)
            #expect(try await refusal(configuration, tls(.verifyIdentity)) == .tlsFailed)
            #expect(try await refusal(configuration, tls(.verifyIdentity, right), host: "127.0.0.1") == .tlsFailed)
            #expect(try await refusal(configuration, tls(.verifyIdentity, "/nowhere.pem")) == .tlsFailed)
        }
    }

    @Test(arguments: await TestServers.all())
    func aLargeResultComesThroughTLS(_ server: TestServer) async throws {
        try await withServer(server) { configuration, certificates in
            var configuration = configuration
            configuration.tls = TLSConfiguration(
                mode: .verifyIdentity,
                certificateAuthority: certificates.authority
            )
            let connection = try await Connection.connect(configuration)
            let content = try await connection.run { try $0.value("SELECT REPEAT(\("x"), 3000000)", as: String.self) }
            #expect(content?.utf8.count == 3_000_000)
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func aServerWithoutTLSIsRefusedWhenItIsRequired(_ server: TestServer) async throws {
        let vendor = try await server.running().vendor
        let port = try TestServer.freePort()
        let own = try await PrivateServer.start(
            .init(
                program: server.program,
                extraArguments: vendor == .mysql ? ["--tls-version="] : ["--skip-ssl"],
                port: port
            )
        )
        let administrator = try await Connection.connect(own.configuration())
        try await administrator.run { try $0.execute("CREATE USER tcp@'%' IDENTIFIED BY 'tcp password'") }
        await administrator.close()
        let certificates = try Certificates()
        defer { certificates.remove() }
        let configuration = ConnectionConfiguration(port: port, user: "tcp", password: "tcp password")
        #expect(try await !isEncrypted(configuration, TLSConfiguration(mode: .preferred)))
        for mode in [TLSConfiguration.Mode.required, .verifyCA, .verifyIdentity] {
            let tls = TLSConfiguration(mode: mode, certificateAuthority: certificates.authority)
            #expect(try await refusal(configuration, tls) == .tlsFailed)
            // Refused before the login: with a wrong password the answer is the same.
            var wrong = configuration
            wrong.password = "geheim"
            #expect(try await refusal(wrong, tls) == .tlsFailed)
        }
        await own.stop()
    }

    @Test(arguments: try await TestServers.all(of: .mysql))
    func theLoginOfMySQLWorksOnEveryWay(_ server: TestServer) async throws {
        let running = try await server.running()
        let administrator = try await Connection.connect(running.configuration())
        try await administrator.run { session in
            try session.execute("CREATE USER sha IDENTIFIED WITH caching_sha2_password BY 'a long password'")
        }
        let overTCP = ConnectionConfiguration(
            host: "127.0.0.1",
            port: try #require(running.port),
            user: "sha",
            password: "a long password"
        )
        var bySocket = overTCP
        bySocket.socket = running.socket
        for (configuration, mode) in [
            (overTCP, TLSConfiguration.Mode.disabled), (overTCP, .required), (bySocket, .preferred),
            (bySocket, .required),
        ] {
            // The first login sends the password, by RSA or an encrypted way; the second is answered from the cache.
            try await administrator.run { try $0.execute("FLUSH PRIVILEGES") }
            var configuration = configuration
            configuration.tls.mode = mode
            for _ in 0..<2 {
                let connection = try await Connection.connect(configuration)
                #expect(connection.server.isTLS == (mode == .required))
                #expect(
                    try await connection.run { try $0.value("SELECT USER()", as: String.self) }?.hasPrefix("sha@")
                        == true
                )
                await connection.close()
            }
            configuration.password = "geheim"
            let error = try await #require(throws: MySQLError.self) { _ = try await Connection.connect(configuration) }
            #expect(error.code == .accessDenied)
        }
        try await administrator.run { try $0.execute("DROP USER sha") }
        await administrator.close()
    }
}
