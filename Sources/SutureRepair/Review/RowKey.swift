/// The primary key of a row as text, one part for each column of the key.
///
/// In written form, parts are divided by slashes, and characters that would break a line or a word are percent-encoded.
/// Values of binary columns are in hexadecimal digits.
public struct RowKey: Hashable, Sendable {
    /// The text of each column of the key, in its order.
    public let parts: [String]

    /// Creates a key from its parts.
    public init(parts: [String]) {
        self.parts = parts
    }

    /// Parses a written key; nil if a percent sign is not followed by two hexadecimal digits.
    init?(text: some StringProtocol) {
        var parts: [String] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = Self.decode(Array(part.utf8)) else { return nil }
            parts.append(decoded)
        }
        self.parts = parts
    }

    /// The written form of the key: one word.
    public var text: String {
        parts.map(Self.encode).joined(separator: "/")
    }

    private static func encode(_ part: String) -> String {
        var result = ""
        for scalar in part.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value < 0x21 || scalar == "/" || scalar == "%" || scalar == "#"
            {
                for byte in String(scalar).utf8 {
                    result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func decode(_ bytes: [UInt8]) -> String? {
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "%") else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let digits = bytes.dropFirst(position + 1).prefix(2)
            guard digits.count == 2, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            result.append(byte)
            position += 3
        }
        return String(validating: result, as: UTF8.self)
    }
}
