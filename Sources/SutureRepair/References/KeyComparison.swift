import MySQLClient
import SutureCore

/// The comparison of a referring column with its key, if no foreign key guarantees that their types agree.
///
/// In a direct comparison, the server converts text to a number: '2-old', '02' and '2e0' all equal 2, or the statement
/// fails with error 1292. Here text equals a key only if it is the canonical form of the key, and no other text is
/// converted.
struct KeyComparison {
    let column: Column
    let key: Column

    private enum Kind {
        /// The types agree, or the server compares them without loss.
        case plain
        /// A column of text or bytes refers to an integer.
        case integerInText
        /// The column holds the text of the key.
        case text
    }

    private var kind: Kind {
        guard ColumnAgreement.difference(column, key) != nil else { return .plain }
        if isInteger(key) { return holdsText(column) ? .integerInText : .plain }
        let types = ["binary", "varbinary", "bit"]
        if types.contains(key.dataType) || types.contains(column.dataType) { return .plain }
        return column.isText || key.isText ? .text : .plain
    }

    /// True if the column may be unable to hold its new value: text in a column of another kind.
    var isUnsupported: Bool { key.isText && !column.isText && !column.dataType.hasSuffix("binary") }

    /// Returns the condition that a value of the column names a key.
    ///
    /// - Parameters:
    ///   - key: The SQL of the key.
    ///   - value: The SQL of the column's value.
    ///   - condition: The condition for the rows that refer by the column; tested before the value is read.
    /// - Returns: The condition.
    func match(_ key: Statement, _ value: Statement, when condition: Statement? = nil) -> Statement {
        switch kind {
        case .plain:
            return "\(key) = \(value)" + (condition.map { " AND \($0)" } ?? "")
        case .integerInText:
            let text = text(value, column)
            // The cast follows the test in one CASE, in any order that the server chooses; so the key's index can be
            // used.
            return """
                \(key) = CASE WHEN \(condition ?? "TRUE") AND \(isNumber(text))
                  THEN CAST(\(text) AS \(raw: isUnsigned ? "UNSIGNED" : "SIGNED")) END
                AND CAST(\(key) + 0 AS CHAR) = \(text)
                """
        case .text:
            let collation = self.key.collation.flatMap { $0.hasPrefix("utf8mb4_") ? $0 : nil } ?? "utf8mb4_general_ci"
            return """
                \(text(key, self.key)) COLLATE \(raw: collation)
                = CASE WHEN \(condition ?? "TRUE") THEN \(text(value, column)) END COLLATE \(raw: collation)
                """
        }
    }

    /// Returns a key as the column holds it.
    func value(of key: Statement) -> Statement {
        guard kind == .integerInText else { return key }
        let text: Statement = "CAST(\(key) + 0 AS CHAR)"
        return column.characterSet.map { "CONVERT(\(text) USING \(raw: $0))" } ?? text
    }

    /// True if the two are compared directly, so that an index of the column finds a key.
    var isPlain: Bool { kind == .plain }

    private var isUnsigned: Bool { key.type.lowercased().contains("unsigned") }

    /// Tests for digits that the type of the key can hold, with a sign if it may be negative; a text with other
    /// characters, such as a line feed at the end, is not a number.
    private func isNumber(_ text: Statement) -> Statement {
        let (digits, greatest) = isUnsigned ? (19, "18446744073709551615") : (18, "9223372036854775807")
        let short: Statement = "CHAR_LENGTH(\(text)) BETWEEN 1 AND \(raw: String(digits))"
        let long: Statement = "CHAR_LENGTH(\(text)) = \(raw: String(digits + 1)) AND \(text) <= \(greatest)"
        let positive: Statement = "\(text) NOT REGEXP '[^0-9]' AND (\(short) OR \(long))"
        guard !isUnsigned else { return "(\(positive))" }
        return """
            (\(positive) OR \(text) NOT REGEXP '[^-0-9]' AND \(text) REGEXP '^-[1-9][0-9]{0,17}$'
              AND CHAR_LENGTH(\(text)) <= 19)
            """
    }

    /// Reads bytes as Latin-1, in which any bytes are text.
    private func text(_ value: Statement, _ column: Column) -> Statement {
        if column.isText { return "CONVERT(\(value) USING utf8mb4)" }
        if holdsText(column) { return "CONVERT(CONVERT(\(value) USING latin1) USING utf8mb4)" }
        return "CONVERT(CAST(\(value) AS CHAR) USING utf8mb4)"
    }

    private func isInteger(_ column: Column) -> Bool { column.dataType.hasSuffix("int") }

    private func holdsText(_ column: Column) -> Bool {
        column.isText || column.dataType.hasSuffix("binary") || column.dataType.hasSuffix("blob")
    }
}

extension Reference {
    /// Returns the condition that a row of the referring table names the row with some keys by this reference.
    ///
    /// - Parameters:
    ///   - row: The row of the referring table.
    ///   - schema: The schema.
    ///   - key: Returns the SQL of a key column of the parent.
    /// - Returns: The condition.
    /// - Throws: `SutureError` when a column does not exist.
    func match(_ row: Statement, in schema: Schema, key: (String) -> Statement) throws -> Statement {
        let condition = condition?.test(row)
        return try zip(columns, parentColumns)
            .map { column, parentColumn in
                let comparison = try comparison(column, parentColumn, in: schema)
                return comparison.match(key(parentColumn), "\(row).\(identifier: column)", when: condition)
            }
            .joined(separator: " AND ")
    }

    /// Throws for a reference whose columns could not hold a key.
    func requireComparable(in schema: Schema) throws {
        for (column, key) in zip(columns, parentColumns) where try comparison(column, key, in: schema).isUnsupported {
            throw SutureError(
                .unsupported,
                "\(table).\(column) holds no text, and refers to the text \(parent).\(key).",
                remedy: "Change the type of \(table).\(column) by a step before, or remove the reference."
            )
        }
    }

    /// Returns the comparison of a referring column with the column it refers to.
    func comparison(_ column: String, _ parentColumn: String, in schema: Schema) throws -> KeyComparison {
        KeyComparison(
            column: try schema.table(table).requireColumn(column),
            key: try schema.table(parent).requireColumn(parentColumn)
        )
    }
}
