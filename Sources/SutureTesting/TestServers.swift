public import MySQLClient
public import PrivateServer

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The real servers that the tests run against.
///
/// `SUTURE_TEST_SERVERS` names their programs, separated by colons; without it, the first one found is used. Each is
/// started once per process, on first use, and removed with the process. A missing server, or one that does not start,
/// fails the tests that need it.
public enum TestServers {
    /// Returns the servers, not yet started.
    public static func all() async -> [TestServer] { named }

    /// Returns the servers of one vendor, if they are among those under test.
    public static func all(of vendor: ServerIdentity.Vendor) async throws -> [TestServer] {
        var result: [TestServer] = []
        for server in named where try await server.running().vendor == vendor { result.append(server) }
        return result
    }

    private static let named: [TestServer] = {
        let names = getenv("SUTURE_TEST_SERVERS").map { String(cString: $0) } ?? ""
        let programs = names.split(separator: ":").map(String.init)
        return programs.isEmpty ? [TestServer(program: nil)] : programs.map { TestServer(program: $0) }
    }()
}

/// One server under test.
public struct TestServer: Sendable, Hashable, CustomStringConvertible {
    /// The path of its program; `nil` for the first one found.
    public let program: String?

    /// The path of the program, as shown in a test's name.
    public var description: String { program ?? "the server that is found" }

    /// Returns the running server, and starts it on first use.
    public func running() async throws -> PrivateServer { try await Registry.shared.server(for: self) }

    /// Creates a schema, calls `body` with a configuration that begins in it, and drops it in any case.
    ///
    /// Only a few tests have schemas at a time, so that many in parallel do not run out of connections; one test can
    /// have several.
    ///
    /// - Parameters:
    ///   - isLong: True for a test so long that it has to begin before all others, so as not to end long after them.
    ///   - body: The test.
    /// - Returns: The result of the body.
    /// - Throws: The error of the body; `PrivateServerError` when the server does not start.
    public func withSchema<R>(
        isLong: Bool = false,
        _ body: (ConnectionConfiguration) async throws -> R
    ) async throws -> R {
        let server = try await running()
        if Registry.hasTurn { return try await withSchema(on: server, body) }
        return try await Registry.turns.take(first: isLong) {
            try await Registry.$hasTurn.withValue(true) { try await withSchema(on: server, body) }
        }
    }

    private func withSchema<R>(
        on server: PrivateServer,
        _ body: (ConnectionConfiguration) async throws -> R
    ) async throws -> R {
        let name = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let connection = try await Connection.connect(server.configuration())
        try await connection.run { try $0.execute("CREATE DATABASE \(identifier: name)") }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(server.configuration(database: name)))
        } catch {
            result = .failure(error)
        }
        // A failed test can have left a transaction open: wait for it, but not for ever.
        _ = try? await connection.run { session in
            try session.execute("SET SESSION lock_wait_timeout = 5")
            try session.execute("DROP DATABASE IF EXISTS \(identifier: name)")
        }
        await connection.close()
        return try result.get()
    }

    /// Returns a TCP port of 127.0.0.1 that was free a moment ago.
    public static func freePort() throws -> Int { try FreePorts.find(1)[0] }
}

/// The servers that have been started, and the turns of the tests that use them.
private actor Registry {
    static let shared = Registry()
    static let turns = Turns(places: 10)

    /// True if it is already the task's turn.
    @TaskLocal static var hasTurn = false

    private var servers: [TestServer: Task<PrivateServer, any Error>] = [:]

    func server(for test: TestServer) async throws -> PrivateServer {
        if let task = servers[test] { return try await task.value }
        let task = Task {
            try await PrivateServer.start(
                .init(program: test.program, port: try TestServer.freePort(), parent: TestFolder.ofServers)
            )
        }
        servers[test] = task
        return try await task.value
    }
}
