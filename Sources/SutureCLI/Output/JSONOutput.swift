import Foundation

/// Writes one JSON object to standard output.
enum JSONOutput {
    static func print(_ object: some Encodable) throws {
        Terminal.print(try text(object))
    }

    static func text(_ object: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(object), as: UTF8.self)
    }
}
