import Foundation
import Testing

/// The exit code of a run of the tool, and its output.
struct ToolResult: Sendable {
    let exitCode: Int32
    let output: String
    let errors: String

    /// The stable code of the reported error, or nil.
    var errorCode: String? {
        errors.firstMatch(of: #/(?m)^error \(([a-z0-9-]+)\): /#).map { String($0.1) }
    }

    /// The remedy in the error message, or nil.
    var remedy: String? {
        errors.firstMatch(of: #/(?m)^  → (.+)$/#).map { String($0.1) }
    }

    /// Returns whether a text is anywhere in the output.
    func shows(_ text: String) -> Bool {
        output.contains(text) || errors.contains(text)
    }

    /// Reads standard output as one JSON object.
    func json<Object: Decodable>(_ type: Object.Type = Object.self) throws -> Object {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }

    /// Returns the last line of standard error as the JSON object of an error; every line there must be one object.
    func jsonError<Object: Decodable>(_ type: Object.Type = Object.self) throws -> Object {
        let lines = errors.split(separator: "\n").map { Data($0.utf8) }
        for line in lines { _ = try #require(JSONSerialization.jsonObject(with: line) as? [String: Any]) }
        return try JSONDecoder().decode(type, from: try #require(lines.last))
    }

    /// Expects success.
    func expectDone(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(exitCode == 0, "\(errors)", sourceLocation: sourceLocation)
        #expect(errorCode == nil, sourceLocation: sourceLocation)
    }

    /// Expects an error with its code, a remedy, nothing on standard output, and the exit code of its kind.
    func expectError(_ code: String, exit: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(errorCode == code, "\(errors)", sourceLocation: sourceLocation)
        #expect(exitCode == exit, "\(errors)", sourceLocation: sourceLocation)
        #expect((remedy?.count ?? 0) > 10, "the remedy is told", sourceLocation: sourceLocation)
        #expect(output == "", sourceLocation: sourceLocation)
    }

    /// Expects that none of the texts is in the output.
    func expectHidden(_ texts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        for text in texts where shows(text) {
            Issue.record("\(text) is shown: \(output)\(errors)", sourceLocation: sourceLocation)
        }
    }
}
