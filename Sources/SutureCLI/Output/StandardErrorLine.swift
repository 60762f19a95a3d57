import Foundation

/// A line on standard error: text for people or, with `--format json`, one JSON object.
///
/// Then each line has one of the members `progress`, `warning` and `error`, so that a script can distinguish them.
enum StandardErrorLine: Encodable {
    case progress(time: String, text: String)
    case warning(String)
    case error(ErrorObject)

    private enum Key: String, CodingKey {
        case progress, warning, error
    }

    private enum Part: String, CodingKey {
        case time, text, message
    }

    /// True if the arguments request JSON; errors in parsing them are reported as JSON too.
    static let isJSON: Bool = {
        let arguments = CommandLine.arguments
        return arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
    }()

    /// Writes the progress of a command, with the time.
    static func progress(_ text: String) {
        let time = Date().formatted(.iso8601)
        if isJSON {
            write(.progress(time: time, text: text.trimmingCharacters(in: .whitespaces)))
        } else {
            Terminal.write(Terminal.isInteractive ? "\(text)\n" : "\(time) \(text)\n", to: .standardError)
        }
    }

    /// Writes the line as JSON.
    static func write(_ line: StandardErrorLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        Terminal.write(String(decoding: data, as: UTF8.self) + "\n", to: .standardError)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .progress(let time, let text):
            var part = container.nestedContainer(keyedBy: Part.self, forKey: .progress)
            try part.encode(time, forKey: .time)
            try part.encode(text, forKey: .text)
        case .warning(let message):
            var part = container.nestedContainer(keyedBy: Part.self, forKey: .warning)
            try part.encode(message, forKey: .message)
        case .error(let object):
            try container.encode(object, forKey: .error)
        }
    }
}

/// An error in JSON.
struct ErrorObject: Encodable {
    let code: String
    let message: String
    let details: [String]
    let remedy: String
    let exitCode: Int32
}
