import MySQLClient

/// Encodes the value of one column as text, inside the server, such that equal texts mean equal stored bytes.
///
/// Each text consists of hexadecimal digits, or is the letter N for NULL, so a comma between two of them cannot be
/// mistaken for a part of either.
struct ColumnEncoding {
    /// The type's name in lower case, as in information_schema.
    let dataType: String
    /// The maximum number of bytes in a text or a binary string.
    let octets: UInt64?

    /// The length above which strings are hashed: twice their bytes would not always fit into max_allowed_packet.
    private static let longestSpelledOut: UInt64 = 512

    private static let unbounded: Set<String> = [
        "json", "vector", "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
        "multipolygon", "geometrycollection", "geomcollection",
    ]

    /// Returns the SQL of the text.
    func expression(for column: String) -> String {
        let name = quoteIdentifier(column)
        return "IF(\(name) IS NULL, 'N', \(encoding(of: name)))"
    }

    private func encoding(of name: String) -> String {
        switch dataType {
        case "enum", "set":
            // The label of an invalid value and an empty label are the same text; their numbers differ.
            return "HEX(CAST(CAST(\(name) AS UNSIGNED) AS BINARY))"
        case "float":
            // As text, a FLOAT has six digits; as a DOUBLE it has all. A DOUBLE has all as it is, and on MySQL loses
            // some in arithmetic.
            return "HEX(CAST(\(name) * 1e0 AS BINARY))"
        case "timestamp":
            // In the session's time zone, two instants have the same text when clocks are set back.
            return "HEX(CAST(UNIX_TIMESTAMP(\(name)) AS BINARY))"
        case _ where Self.unbounded.contains(dataType) || (octets ?? 0) > Self.longestSpelledOut:
            return "SHA2(\(name), 256)"
        default:
            return "HEX(CAST(\(name) AS BINARY))"
        }
    }
}
