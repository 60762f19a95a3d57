import MySQLClient

/// How the value of one column becomes text from which the stored bytes follow, inside the server.
///
/// Every text is made of hexadecimal digits, or is the letter N for NULL, so that a comma between two of them cannot be
/// mistaken for a part of either.
struct ColumnEncoding {
    /// The type's name in small letters, as information_schema has it.
    let dataType: String
    /// How many bytes a text or a binary string can have.
    let octets: UInt64?

    /// Strings above this length are hashed as columns: twice their bytes would not always fit into max_allowed_packet.
    private static let longestSpelledOut: UInt64 = 512

    private static let unbounded: Set<String> = [
        "json", "vector", "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
        "multipolygon", "geometrycollection", "geomcollection",
    ]

    /// The SQL of the text.
    func expression(for column: String) -> String {
        let name = quoteIdentifier(column)
        return "IF(\(name) IS NULL, 'N', \(encoding(of: name)))"
    }

    private func encoding(of name: String) -> String {
        switch dataType {
        case "enum", "set":
            // The label of an invalid value and a label that is empty are the same text; their numbers differ.
            return "HEX(CAST(CAST(\(name) AS UNSIGNED) AS BINARY))"
        case "float":
            // As text a FLOAT has six digits; as a DOUBLE it has all. A DOUBLE has all as it is, and loses some of them
            // on MySQL when it is computed with.
            return "HEX(CAST(\(name) * 1e0 AS BINARY))"
        case "timestamp":
            // The session's time zone writes two instants alike when clocks are set back.
            return "HEX(CAST(UNIX_TIMESTAMP(\(name)) AS BINARY))"
        case _ where Self.unbounded.contains(dataType) || (octets ?? 0) > Self.longestSpelledOut:
            return "SHA2(\(name), 256)"
        default:
            return "HEX(CAST(\(name) AS BINARY))"
        }
    }
}
