import Foundation
import SutureTesting
import Testing

/// A folder of its own for the private servers of one test.
struct RehearsalPlace: Sendable {
    let test: ToolCase
    private let folder: TemporaryFolder

    init(_ test: ToolCase) throws {
        self.test = test
        folder = try TemporaryFolder()
    }

    /// The remaining files in the folder.
    var names: [String] { folder.names() }

    private var environment: [String: String] {
        ToolCase.environment.merging(["TMPDIR": folder.url.path]) { $1 }
    }

    private func arguments(_ more: [String]) -> [String] {
        ["rehearse", "--private"] + (test.server.program.map { ["--server", $0] } ?? []) + more
    }

    func rehearse(_ more: String...) async throws -> ToolResult {
        try await Tool.run(arguments(more), url: test.url, environment: environment)
    }

    func rehearse(_ more: String..., url: String?) async throws -> ToolResult {
        try await Tool.run(arguments(more), url: url, environment: environment)
    }

    func start() throws -> RunningTool {
        try Tool.start(arguments([]), url: test.url, environment: environment)
    }

    /// Waits until the private server has a file.
    func waitFor(_ file: String) async throws {
        try await Wait.until("the private server has \(file)") {
            names.contains { name in
                name.hasPrefix("suture-") && FileManager.default.fileExists(atPath: folder.path("\(name)/\(file)"))
            }
        }
    }
}
