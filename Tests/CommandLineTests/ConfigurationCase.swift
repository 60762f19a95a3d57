import Foundation
import Testing

/// A folder with a configuration file, in which the tool runs; without a server.
struct ConfigurationCase {
    let folder: TemporaryFolder

    init(_ file: String?, dotEnvironment: String? = nil) throws {
        folder = try TemporaryFolder()
        if let file { try folder.write(file, to: ".suture.yaml") }
        if let dotEnvironment { try folder.write(dotEnvironment, to: ".env") }
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> ToolResult {
        try await Tool.run(arguments, environment: environment, in: folder.url)
    }

    /// Returns the output of `config --format json`.
    func config(_ arguments: String..., environment: [String: String] = [:]) async throws -> Object {
        let all = ["config", "--format", "json"] + arguments
        let result = try await Tool.run(all, environment: environment, in: folder.url)
        result.expectDone()
        return try result.json()
    }

    struct Object: Decodable {
        struct Entry: Decodable {
            let key: String
            let values: [String]
            let origin: String
            let source: String
        }

        let file: String?
        let environment: String?
        let protected: Bool
        let settings: [Entry]
        let connection: String?

        subscript(key: String) -> Entry? { settings.first { $0.key == key } }
    }
}
