import Foundation
import SutureCore

/// The variables in a `.env` file.
struct DotEnvironment: Sendable {
    /// A value, and its line.
    struct Variable: Sendable {
        let value: String
        let line: Int
    }

    let path: String
    let variables: [String: Variable]

    /// Reads the file of a folder; returns nil if it does not exist.
    static func read(in folder: URL) throws -> DotEnvironment? {
        let path = folder.appendingPathComponent(".env").path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SutureError.configuration(path, "The file cannot be read.", remedy: "Let this user read it.")
        }
        return try DotEnvironment(String(decoding: data, as: UTF8.self), path: path)
    }

    /// Parses lines of the form `NAME=value`, with or without `export` before it; errors show no content.
    ///
    /// A value in single quotes is used unchanged; one in double quotes supports `\n`, `\t`, `\"`, `\\` and `\$`;
    /// another ends at a `#` behind a blank. Nothing is expanded.
    init(_ text: String, path: String) throws {
        self.path = path
        var found: [String: Variable] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var rest = line.trimmingCharacters(in: .whitespaces)
            guard !rest.isEmpty, !rest.hasPrefix("#") else { continue }
            if rest.hasPrefix("export ") { rest = rest.dropFirst(7).trimmingCharacters(in: .whitespaces) }
            let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard parts.count == 2, isName, let value = Self.value(parts[1].trimmingCharacters(in: .whitespaces)) else {
                throw SutureError.configuration(
                    "\(path):\(index + 1)",
                    "The line is not NAME=value, or a quote is not closed.",
                    remedy: "Correct the line; Suture reads one variable a line."
                )
            }
            found[name] = Variable(value: value, line: index + 1)
        }
        variables = found
    }

    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "'" || quote == "\"" else {
            let end = text.firstRange(of: #/(^|\s)#/#)?.lowerBound ?? text.endIndex
            return text[..<end].trimmingCharacters(in: .whitespaces)
        }
        var rest = text.dropFirst()
        var result = ""
        while let character = rest.popFirst() {
            if character == quote {
                let after = rest.trimmingCharacters(in: .whitespaces)
                return after.isEmpty || after.hasPrefix("#") ? result : nil
            }
            guard quote == "\"", character == "\\", let escaped = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch escaped {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "\"", "\\", "$": result.append(escaped)
            default: result += "\\\(escaped)"
            }
        }
        return nil
    }
}
