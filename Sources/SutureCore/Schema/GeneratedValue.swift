import MySQLClient

/// The future value of a column, or of a part of an index, when columns change, also if the server computes it from
/// them.
///
/// Servers write the expression of a computed column with each column's name in backticks; MySQL puts a backslash
/// before the quotes of its text literals.
public struct GeneratedValue {
    private let table: Table
    private let column: String
    private let expression: String?

    /// Creates the value of a column.
    public init(table: Table, column: String) {
        self.table = table
        self.column = column
        expression = table.column(column)?.generation
    }

    /// Creates the value of a part of an index.
    public init(table: Table, part: Index.Part) {
        self.table = table
        column = part.column ?? ""
        expression = part.expression ?? table.column(column)?.generation
    }

    /// Creates the value of an expression that the server has stored, such as that of a CHECK constraint.
    public init(table: Table, expression: String) {
        self.table = table
        column = ""
        self.expression = expression
    }

    private enum Part {
        case text(String)
        case column(String)
    }

    /// The column, or the columns from which it is computed.
    public var columns: Set<String> {
        guard let expression else { return [column] }
        return parts(of: expression)
            .reduce(into: [column]) { found, part in
                if case .column(let name) = part { found.formUnion(GeneratedValue(table: table, column: name).columns) }
            }
    }

    /// Returns the value in a row `t`.
    ///
    /// - Parameter news: The new values of the columns that change.
    /// - Returns: The value as SQL.
    public func value(_ news: [String: Statement]) -> Statement {
        if let value = news[column] { return value }
        guard let expression, !columns.isDisjoint(with: news.keys) else { return "t.\(identifier: column)" }
        return computed(expression) { GeneratedValue(table: table, column: $0).value(news) }
    }

    /// Returns the value that the server would compute and store, from the values of the writable columns.
    ///
    /// - Parameter written: The value of a writable column as SQL.
    /// - Returns: The value as SQL, of the type of the column.
    func stored(_ written: (String) -> Statement) -> Statement {
        guard let expression else { return written(column) }
        let value = computed(expression) { GeneratedValue(table: table, column: $0).stored(written) }
        return table.column(column)?.cast(value) ?? value
    }

    private func computed(_ expression: String, _ value: (String) -> Statement) -> Statement {
        let found = parts(of: expression)
            .map { part -> Statement in
                switch part {
                case .text(let text): "\(raw: text)"
                case .column(let name): "(\(value(name)))"
                }
            }
        return "(\(found.joined(separator: "")))"
    }

    /// Returns the expression as it could be typed: MySQL escapes it once more, so that even its first quote has a
    /// backslash.
    private static func plain(_ expression: String) -> String {
        guard let quote = expression.firstIndex(of: "'"), expression[..<quote].last == "\\" else { return expression }
        return expression.replacing(/\\(.)/) { $0.output.1 }
    }

    private func parts(of expression: String) -> [Part] {
        var parts: [Part] = []
        var text = ""
        var isQuoted = false
        var rest = Self.plain(expression)[...]
        while let character = rest.popFirst() {
            if character == "'" { isQuoted.toggle() }
            if character == "\\", isQuoted, let next = rest.popFirst() {
                text += [character, next]
                continue
            }
            guard character == "`", !isQuoted, let end = rest.firstIndex(of: "`"),
                let found = table.column(String(rest[..<end]))
            else {
                text.append(character)
                continue
            }
            parts += [.text(text), .column(found.name)]
            text = ""
            rest = rest[rest.index(after: end)...]
        }
        return parts + [.text(text)]
    }
}

extension Column {
    /// Returns a value as the column would store it: of its type and collation.
    public func cast(_ value: Statement) -> Statement {
        if let characterSet, let collation {
            return "(CONVERT(\(value) USING \(raw: characterSet)) COLLATE \(raw: collation))"
        }
        switch dataType {
        case "tinyint", "smallint", "mediumint", "int", "bigint":
            return "CAST(\(value) AS \(raw: type.contains("unsigned") ? "UNSIGNED" : "SIGNED"))"
        case "decimal", "date", "time", "datetime":
            return "CAST(\(value) AS \(raw: String(type.prefix { $0 != " " })))"
        case "timestamp":
            return "CAST(\(value) AS \(raw: type.replacing("timestamp", with: "DATETIME")))"
        default:
            return value
        }
    }
}
