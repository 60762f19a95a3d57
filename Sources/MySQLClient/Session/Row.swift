/// One row of a result.
///
/// Values are found by position or by name. A name is matched exactly, or otherwise without regard to case, because
/// servers write the columns of `information_schema` differently; if two columns share a name, the first is used.
public struct Row: Sendable, Hashable {
    /// The names of the columns; rows of one result share the storage.
    public let columns: [String]
    /// The values, one for each column.
    public let values: [Value]

    /// Creates a row; the counts must agree.
    public init(columns: [String], values: [Value]) {
        precondition(columns.count == values.count, "a row has a value for each column")
        self.columns = columns
        self.values = values
    }

    /// Returns the value at a position, which must exist.
    public subscript(index: Int) -> Value { values[index] }

    /// Returns the value of a column, or `nil` if the column does not exist.
    public subscript(name: String) -> Value? { position(of: name).map { values[$0] } }

    /// Reads a column as a type; `NULL` only reads as an `Optional`.
    ///
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/noSuchColumn`` or ``MySQLError/Code/valueNotConvertible``.
    public func get<T: ValueDecodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let position = position(of: name) else {
            throw MySQLError(
                code: .noSuchColumn,
                message: "The result has no column \(name); it has \(columns.joined(separator: ", "))."
            )
        }
        return try get(position)
    }

    /// Reads the column at a position as a type; `NULL` only reads as an `Optional`.
    ///
    /// - Throws: ``MySQLError`` with ``MySQLError/Code/noSuchColumn`` or ``MySQLError/Code/valueNotConvertible``.
    public func get<T: ValueDecodable>(_ index: Int, as type: T.Type = T.self) throws -> T {
        guard values.indices.contains(index) else {
            throw MySQLError(
                code: .noSuchColumn,
                message: "The result has \(values.count) columns, and none at position \(index)."
            )
        }
        do {
            return try T(value: values[index])
        } catch var error as MySQLError where error.code == .valueNotConvertible {
            error.message = "Column \(columns[index]): \(error.message)"
            throw error
        }
    }

    private func position(of name: String) -> Int? {
        columns.firstIndex(of: name) ?? columns.firstIndex { $0.lowercased() == name.lowercased() }
    }
}
