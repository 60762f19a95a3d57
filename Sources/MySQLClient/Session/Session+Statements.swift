extension Session {
    /// Runs a statement and discards its rows, if any.
    ///
    /// - Throws: ``MySQLError``, with the statement and the place of the call.
    @discardableResult
    public func execute(
        _ statement: Statement,
        file: StaticString = #fileID,
        line: UInt = #line
    ) throws -> ExecutionResult {
        try perform(statement, file, line)
    }

    /// Runs a statement and returns all of its rows.
    ///
    /// - Throws: ``MySQLError``, with the statement and the place of the call.
    public func rows(_ statement: Statement, file: StaticString = #fileID, line: UInt = #line) throws -> [Row] {
        var rows: [Row] = []
        _ = try perform(statement, file, line) { rows.append($0) }
        return rows
    }

    /// Runs a statement and returns its first row; `nil` if it has none.
    ///
    /// - Throws: ``MySQLError``, with the statement and the place of the call.
    public func firstRow(_ statement: Statement, file: StaticString = #fileID, line: UInt = #line) throws -> Row? {
        var first: Row?
        _ = try perform(statement, file, line) { if first == nil { first = $0 } }
        return first
    }

    /// Runs a statement and returns the first column of its first row; `nil` without a row, or for `NULL`.
    ///
    /// - Throws: ``MySQLError``, with the statement and the place of the call.
    public func value<T: ValueDecodable>(
        _ statement: Statement,
        as type: T.Type = T.self,
        file: StaticString = #fileID,
        line: UInt = #line
    ) throws -> T? {
        guard let row = try firstRow(statement, file: file, line: line) else { return nil }
        do {
            return try row.get(0, as: Optional<T>.self)
        } catch let error as MySQLError {
            throw error.placed(at: MySQLError.Place(file: "\(file)", line: line, statement: statement.text))
        }
    }

    /// Runs a statement and passes its rows to a closure one at a time, in constant memory.
    ///
    /// If `body` throws, the rest of the rows is read and discarded, the error is rethrown, and the session stays
    /// usable. With very many rows left that takes its time: limit the statement with `LIMIT` instead.
    /// - Throws: The error of `body`; ``MySQLError``, with the statement and the place of the call.
    public func stream(
        _ statement: Statement,
        file: StaticString = #fileID,
        line: UInt = #line,
        _ body: (Row) throws -> Void
    ) throws {
        _ = try perform(statement, file, line, each: body)
    }

    /// Returns the warnings of the last statement; call it before the next one.
    ///
    /// The server stores 64 of them by default (`max_error_count`), however many ``ExecutionResult/warningCount``
    /// counts.
    /// - Throws: ``MySQLError``.
    public func warnings() throws -> [ServerWarning] {
        try rows("SHOW WARNINGS")
            .map { row in
                let number: UInt32 = try row.get(1)
                return ServerWarning(
                    level: ServerWarning.Level(rawValue: try row.get(0)),
                    code: MySQLError.Code(rawValue: number),
                    message: redacted(try row.get(2), code: number)
                )
            }
    }
}
