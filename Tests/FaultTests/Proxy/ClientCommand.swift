/// A command that a client sent to the server, in the MySQL protocol.
struct ClientCommand: Sendable, Hashable {
    /// Its number among the commands of its connection, from 1.
    let number: Int
    /// The statement, or an empty text for a command without one.
    let text: String

    /// The first word of the statement.
    var verb: String {
        text.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
    }

    /// True if it can change stored data: a transaction by its COMMIT, a definition, or rows outside a transaction.
    var writes: Bool {
        ["COMMIT", "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "RENAME", "TRUNCATE"]
            .contains(verb)
    }

    /// The statement without numbers and names of its chunk: equal for the same statement of two chunks.
    var shape: String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").filter { !$0.isNumber }
    }
}

/// Finds the commands in the data of a client.
///
/// A packet is three bytes of length, a sequence number, which is zero for a new command, and the bytes of the command.
/// Prepared statements are sent as a text first and by a number afterwards, which the server's answer contains.
struct CommandScanner {
    private var count = 0
    private var prepared: [UInt32: String] = [:]
    private var preparing: String?

    private enum Kind {
        static let query: UInt8 = 0x03
        static let prepare: UInt8 = 0x16
        static let execute: UInt8 = 0x17
        static let close: UInt8 = 0x19
    }

    /// Reads one whole packet; returns nil if it begins no command that the server answers.
    mutating func command(in packet: [UInt8]) -> ClientCommand? {
        guard packet.count > 4, packet[3] == 0 else { return nil }
        let body = packet[5...]
        let text: String
        switch packet[4] {
        case Kind.query:
            text = String(decoding: body, as: UTF8.self)
        case Kind.prepare:
            preparing = String(decoding: body, as: UTF8.self)
            text = ""
        case Kind.execute where body.count >= 4:
            text = prepared[Self.number(body.prefix(4))] ?? ""
        case Kind.close:
            return nil
        default:
            text = ""
        }
        count += 1
        return ClientCommand(number: count, text: text)
    }

    /// Reads the beginning of an answer, for the number of a prepared statement.
    mutating func answer(_ bytes: ArraySlice<UInt8>) {
        guard let text = preparing, bytes.count >= 9 else { return }
        let body = bytes.dropFirst(4)
        if body.first == 0 { prepared[Self.number(body.dropFirst().prefix(4))] = text }
        preparing = nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
