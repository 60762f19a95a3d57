import Foundation
import MySQLClient
import SutureCore

/// Rows that are named by their primary keys, as a table that a statement can join.
///
/// The keys are passed as one bound value, so that a statement may name thousands of rows, and name them twice.
struct KeyedRows {
    struct Entry {
        let key: RowKey
        let group: Int
        var isFirst = false
    }

    let table: Table
    var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Returns a SELECT of those rows that exist: the key's columns as `k0` and so on, `g` for the group, and `first`.
    func query() throws -> Statement {
        let keys = table.keyColumns.enumerated()
            .map { "n.\(identifier: $1) AS \(identifier: "k\($0)")" as Statement }
            .joined(separator: ", ")
        let match = try table.keyColumns.enumerated()
            .map { try Self.match(table.requireColumn($1), part: "j.\(identifier: "p\($0)")") }
            .joined(separator: " AND ")
        let parts = table.keyColumns.indices.map { "p\($0) VARCHAR(1000) PATH '$[\($0)]'" }.joined(separator: ", ")
        let count = table.keyColumns.count
        return """
            SELECT \(keys), j.g, j.first FROM JSON_TABLE(\(try json()), '$[*]' COLUMNS (
              \(raw: parts), g INT PATH '$[\(raw: "\(count)")]', first INT PATH '$[\(raw: "\(count + 1)")]')) AS j
            JOIN \(table: table) AS n ON \(match)
            """
    }

    /// Returns the primary key of a row as texts, in columns `p0` and so on.
    static func texts(_ table: Table, _ row: Statement, prefix: String = "p") throws -> Statement {
        try table.keyColumns.enumerated()
            .map { number, name in
                let value = text("\(row).\(identifier: name)", try table.requireColumn(name))
                return "\(value) AS \(identifier: "\(prefix)\(number)")" as Statement
            }
            .joined(separator: ", ")
    }

    /// Reads the key from a row of such texts.
    static func key(_ table: Table, _ row: Row, prefix: String = "p") throws -> RowKey {
        RowKey(parts: try table.keyColumns.indices.map { try row.get("\(prefix)\($0)") })
    }

    private static func isBinary(_ column: Column) -> Bool {
        ["binary", "varbinary"].contains(column.dataType)
    }

    private static func text(_ value: Statement, _ column: Column) -> Statement {
        isBinary(column) ? "HEX(\(value))" : "CAST(\(value) AS CHAR)"
    }

    /// Compares by the column's own type, so that its index is used; and by the text, since a cast reads the leading
    /// digits.
    private static func match(_ column: Column, part: Statement) -> Statement {
        let value: Statement = "n.\(identifier: column.name)"
        if isBinary(column) { return "\(value) = UNHEX(\(part))" }
        if let characterSet = column.characterSet, let collation = column.collation {
            return "\(value) = CONVERT(\(part) USING \(raw: characterSet)) COLLATE \(raw: collation)"
        }
        let isSame: Statement = "CAST(\(value) AS CHAR) = CONVERT(\(part) USING utf8mb4)"
        guard column.dataType.hasSuffix("int") else { return isSame }
        let type: Statement = column.type.contains("unsigned") ? "UNSIGNED" : "SIGNED"
        return "\(value) = CAST(\(part) AS \(type)) AND \(isSame)"
    }

    private func json() throws -> String {
        let rows = entries.map { $0.key.parts + [String($0.group), $0.isFirst ? "1" : "0"] }
        return String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
    }
}
