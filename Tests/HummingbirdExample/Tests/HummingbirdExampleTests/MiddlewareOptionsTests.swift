import Hummingbird
import InMemoryLogging
import Logging
import MySQLClient
import SutureTesting
import Testing
import UserStudentHummingbird
import UserStudentSync

/// The options that the example leaves at their defaults.
extension HummingbirdTests {
    @Test(arguments: await TestServers.all())
    func middlewareRefusesOrPassesWithoutADatabase(server: TestServer) async throws {
        try await server.withSchema { configuration in
            var unreachable = configuration
            unreachable.socket = "/nowhere/to/be/found.sock"
            var options = StudentGate.Options(retryAfter: .seconds(30))
            var (answer, log) = try await ask("17", unreachable, options)
            #expect(answer.status == 503 && answer.retryAfter == "30")
            #expect(log == ["error: A request was refused: its user has no student. code=mysql-2002"])
            options.whenUnavailable = .passThrough
            (answer, log) = try await ask("17", unreachable, options)
            #expect(answer.status == 200 && answer.body == "Your courses")
            #expect(log == ["error: A request goes on without a look for its student. code=mysql-2002"])
            // Without the tables there is nothing to wait for.
            (answer, log) = try await ask("17", configuration, options)
            #expect(answer.status == 500 && answer.retryAfter == nil)
            #expect(log == ["error: A request was refused: its user has no student. code=schema-mismatch"])
        }
    }

    @Test(arguments: await TestServers.all()) func middlewareLogsNoValues(server: TestServer) async throws {
        try await server.withSchema { configuration in
            try await SchoolSchema.install(configuration)
            let (answer, log) = try await ask("200", configuration, StudentGate.Options())
            #expect(answer.status == 409)
            #expect(log == ["notice: A request was refused: its user has no student. code=value-taken"])
        }
    }

    /// Sends a request to a separate server, and returns the log of the middleware.
    private func ask(
        _ user: String,
        _ configuration: ConnectionConfiguration,
        _ options: StudentGate.Options
    ) async throws -> (HTTPClient.Answer, [String]) {
        let pool = ConnectionPool(configuration)
        let entries = InMemoryLogHandler()
        let router = Router()
        router.add(
            middleware: EnsureStudentMiddleware(UserStudentSync(pool), options: options) { request, _ in
                request.headers.first { $0.name.canonicalName == "x-user-id" }.flatMap { UInt64($0.value) }
            }
        )
        router.get("courses") { _, _ in "Your courses" }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { continuation.yield(port) }
            },
            logger: Logger(label: "test") { _ in entries }
        )
        let server = Task {
            defer { continuation.finish() }
            try await application.run()
        }
        var answer: HTTPClient.Answer?
        for await port in ports {
            answer = try await HTTPClient(port: port).courses(of: user)
            server.cancel()
        }
        _ = await server.result
        await pool.close()
        let log = entries.entries.filter { $0.level >= .notice && "\($0.message)".contains("student") }
        return (
            try #require(answer),
            log.map { "\($0.level): \($0.message) code=\($0.metadata["code"].map { "\($0)" } ?? "")" }
        )
    }
}
