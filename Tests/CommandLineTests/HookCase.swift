import Foundation
import MySQLClient
import SutureTesting
import Testing

/// A schema, and a folder whose configuration file has hooks and no connection.
struct HookCase: Sendable {
    let test: ToolCase
    let folder: TemporaryFolder

    static func with<Result>(
        _ server: TestServer,
        _ file: String,
        _ body: (HookCase) async throws -> Result
    ) async throws -> Result {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            try folder.write(file, to: ".suture.yaml")
            return try await body(HookCase(test: test, folder: folder))
        }
    }

    /// Replaces the file.
    func configure(_ file: String) throws {
        try folder.write(file, to: ".suture.yaml")
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> ToolResult {
        let all = ToolCase.environment.merging(environment) { $1 }
        return try await Tool.run(arguments, url: test.url, environment: all, in: folder.url)
    }

    func start(_ arguments: String...) throws -> RunningTool {
        try Tool.start(arguments, url: test.url, environment: ToolCase.environment, in: folder.url)
    }

    /// Waits until a command has created the file `begun`.
    func waitUntilBegun() async throws {
        try await Wait.until("the command has begun") { folder.names().contains("begun") }
    }

    /// Returns the lines of a file that hooks have written; none if the file does not exist.
    func lines(_ name: String) -> [String] {
        ((try? folder.read(name)) ?? "").split(separator: "\n").map(String.init)
    }
}
