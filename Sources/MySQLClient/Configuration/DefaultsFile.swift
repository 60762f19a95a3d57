#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads the `[client]` group of an option file, as the servers' own clients do.
///
/// Options of other programs are skipped. `!include` and `!includedir` are not followed.
enum DefaultsFile {
    static func exists(path: String) -> Bool { access(path, F_OK) == 0 }

    /// Returns the settings in the file at `path`.
    static func client(path: String) throws -> ConnectionSettings {
        guard let file = fopen(path, "r") else {
            throw ConnectionSettings.invalid(
                "The defaults file \(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk.prefix(count)
            if count < chunk.count { break }
        }
        guard ferror(file) == 0 else { throw ConnectionSettings.invalid("The defaults file \(path) cannot be read.") }
        return try parse(String(decoding: bytes, as: UTF8.self), name: path)
    }

    /// Returns the settings in `text`; errors name the file and the line, and show no content.
    static func parse(_ text: String, name: String) throws -> ConnectionSettings {
        var settings = ConnectionSettings()
        var isInGroup = false
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = trimmed(line)
            guard let first = line.first, first != "#", first != ";", first != "!" else { continue }
            if first == "[" {
                guard line.last == "]" else {
                    throw ConnectionSettings.invalid("\(name), line \(index + 1): a group has no closing bracket.")
                }
                isInGroup = trimmed(line.dropFirst().dropLast()) == "client"
            } else if isInGroup {
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let option = String(trimmed(parts[0]).map { $0 == "_" ? "-" : $0 })
                try settings.take(
                    clientOption: option,
                    value: parts.count == 2 ? value(trimmed(parts[1])) : nil,
                    in: "\(name), line \(index + 1)"
                )
            }
        }
        return settings
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Returns the value without its quotes and escapes, and without a comment behind it.
    private static func value(_ text: Substring) -> String {
        var text = text
        let quote = text.first.flatMap { $0 == "'" || $0 == "\"" ? $0 : nil }
        if quote != nil { text = text.dropFirst() }
        var result = ""
        var previous: Character = " "
        while let character = text.popFirst() {
            if character == quote { break }
            if quote == nil, character == "#", previous.isWhitespace { break }
            previous = character
            guard character == "\\", let escaped = text.popFirst() else {
                result.append(character)
                continue
            }
            switch escaped {
            case "b": result.append("\u{8}")
            case "t": result.append("\t")
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "s": result.append(" ")
            case "\\", "'", "\"": result.append(escaped)
            default: result += "\\\(escaped)"
            }
        }
        return quote == nil ? String(trimmed(result[...])) : result
    }
}

extension ConnectionSettings {
    fileprivate mutating func take(clientOption name: String, value: String?, in source: String) throws {
        switch (name, value) {
        case ("host", let value?): host = value
        case ("port", let value?): port = try Self.port(value, in: source)
        case ("user", let value?): user = value
        case ("password", let value?): password = Secret(value)
        case ("database", let value?): database = value
        // MariaDB's names for the modes.
        case ("ssl", nil), ("ssl", "1"), ("ssl", "ON"), ("ssl", "TRUE"): mode = mode ?? .required
        case ("ssl-verify-server-cert", nil), ("ssl-verify-server-cert", "1"): mode = .verifyIdentity
        case ("skip-ssl", nil): mode = .disabled
        case (_, let value?): _ = try take(option: name, value: value, in: source)
        default: break
        }
    }
}
