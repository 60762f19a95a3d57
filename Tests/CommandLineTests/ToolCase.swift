import Foundation
import MySQLClient
import SchoolSample
import SutureCore
import SutureTesting
import Testing

/// A schema of its own on a real server, and the tool to run on it.
struct ToolCase: Sendable {
    let server: TestServer
    let connection: Connection
    let configuration: ConnectionConfiguration
    let database: String

    /// Creates a schema with the sample in it, runs a body, and drops the schema in any case.
    static func with<Result>(
        _ server: TestServer,
        scale: Int = 1,
        _ body: (ToolCase) async throws -> Result
    ) async throws -> Result {
        try await withEmptySchema(server) { test in
            try await test.connection.run { try SchoolSample(scale: scale).install(in: $0) }
            return try await body(test)
        }
    }

    /// Creates a schema without tables, runs a body, and drops the schema in any case.
    static func withEmptySchema<Result>(
        _ server: TestServer,
        _ body: (ToolCase) async throws -> Result
    ) async throws -> Result {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let result: Swift.Result<Result, any Error>
            do {
                let test = ToolCase(
                    server: server,
                    connection: connection,
                    configuration: configuration,
                    database: try #require(configuration.database)
                )
                // Writes of a test to one table stay there alone, unless it tests the triggers.
                try await test.execute("SET @suture_sync = 0")
                result = .success(try await body(test))
            } catch {
                result = .failure(error)
            }
            await connection.close()
            return try result.get()
        }
    }

    /// The URL of the schema, for an account without a password.
    var url: String { url(user: "root") }

    /// Returns the URL of the schema, or of another one, for an account.
    func url(user: String, password: String? = nil, database: String? = nil) -> String {
        let account = Self.encoded(user) + (password.map { ":" + Self.encoded($0) } ?? "")
        let name = Self.encoded(database ?? self.database)
        return "mysql://\(account)@localhost/\(name)?socket=\(Self.encoded(configuration.socket ?? ""))"
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// The time that migrations write in these tests, so that two runs end in the same bytes.
    static let environment = ["SUTURE_NOW": "2026-01-01 00:00:00.000000"]

    /// Runs the tool on the schema.
    func run(_ arguments: String..., url: String? = nil) async throws -> ToolResult {
        try await Tool.run(arguments, url: url ?? self.url, environment: Self.environment)
    }

    /// Starts the tool on the schema.
    func start(_ arguments: String...) throws -> RunningTool {
        try Tool.start(arguments, url: url, environment: Self.environment)
    }

    func execute(_ statements: Statement...) async throws {
        try await connection.run { session in
            for statement in statements { try session.execute(statement) }
        }
    }

    func count(_ source: Statement) async throws -> Int {
        try await connection.run { try $0.value("SELECT COUNT(*) FROM \(source)") ?? 0 }
    }

    func text(_ query: Statement) async throws -> String? {
        try await connection.run { try $0.value(query) }
    }
}
