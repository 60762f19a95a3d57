import Foundation

/// The name of a dump's file: the database and the time in UTC, such as `school-20261123T090000Z.sql`.
///
/// The name is for people. Characters with a meaning for a shell or a file system are written as `%2F`, and a very long
/// name is cut, so no program may derive the database's name from it.
struct DumpFileName {
    private let stem: String
    private let ending: String

    private static let longestDatabase = 120

    init(database: String, date: Date, compression: Compression = .none) {
        var style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        style.timeZone = .gmt
        ending = ".sql" + compression.fileExtension
        stem = "\(Self.escaped(database))-\(date.formatted(style))"
    }

    /// Returns the name of the finished file; `attempt` above 1 distinguishes dumps of the same second.
    func finished(attempt: Int) -> String {
        attempt == 1 ? stem + ending : "\(stem)-\(attempt)\(ending)"
    }

    /// Returns the name of the file while it is written.
    func partial(attempt: Int) -> String {
        finished(attempt: attempt) + ".partial"
    }

    private static func escaped(_ database: String) -> String {
        var result = ""
        for byte in database.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || character == "_")
            let isInner = !result.isEmpty && (character == "-" || character == ".")
            let piece = isPlain || isInner ? String(character) : "%" + hexadecimal(byte)
            guard result.utf8.count + piece.utf8.count <= longestDatabase else { break }
            result += piece
        }
        return result
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
