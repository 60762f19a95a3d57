internal import CMariaDB

/// Runs one statement with binds over the prepared protocol, without storing its rows.
enum PreparedQuery {
    static func run(
        _ statement: Statement,
        on connection: borrowing ConnectionHandle,
        each: (Row) throws -> Void
    ) throws -> ExecutionResult {
        guard let raw = mysql_stmt_init(connection.pointer) else { throw connection.error }
        let prepared = StatementHandle(pointer: raw)
        let pointer = prepared.pointer
        var sql = statement.text
        let failed = sql.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { mysql_stmt_prepare(pointer, $0.baseAddress, UInt($0.count)) }
        }
        guard failed == 0 else { throw MySQLError(statement: pointer) }
        let expected = Int(mysql_stmt_param_count(pointer))
        guard expected == statement.binds.count else {
            throw MySQLError(
                code: .bindCountMismatch,
                message: "The statement has \(expected) question marks, but \(statement.binds.count) binds were given."
            )
        }
        let parameters = ParameterArena(statement.binds)
        guard mysql_stmt_bind_param(pointer, parameters.binds.baseAddress) == 0, mysql_stmt_execute(pointer) == 0 else {
            throw MySQLError(statement: pointer)
        }
        let count = try rows(of: pointer, each: each)
        let result = ExecutionResult(
            matchedRows: count ?? mysql_stmt_affected_rows(pointer),
            insertID: mysql_stmt_insert_id(pointer),
            warningCount: count == nil
                ? Int(pointer.pointee.upsert_status.warning_count) : warningCountAfterRows(of: connection)
        )
        // A CALL sends further results, and any of them can be an error.
        while mysql_stmt_more_results(pointer) != 0 {
            let next = mysql_stmt_next_result(pointer)
            if next < 0 { break }
            guard next == 0 else { throw MySQLError(statement: pointer) }
            _ = try rows(of: pointer) { _ in }
        }
        return result
    }

    /// Returns the number of warnings in the packet at the end of the rows, which the library reads and does not store.
    private static func warningCountAfterRows(of connection: borrowing ConnectionHandle) -> Int {
        guard let packet = connection.pointer.pointee.net.read_pos, packet[0] == 0xfe else { return 0 }
        return Int(packet[1]) | Int(packet[2]) << 8
    }

    /// Passes the rows of the current result to a closure; returns `nil` if the statement has no result.
    private static func rows(of pointer: UnsafeMutablePointer<MYSQL_STMT>, each: (Row) throws -> Void) throws -> UInt64?
    {
        guard let metadata = mysql_stmt_result_metadata(pointer) else {
            if mysql_stmt_errno(pointer) != 0 { throw MySQLError(statement: pointer) }
            return nil
        }
        defer { mysql_free_result(metadata) }
        let columns = ResultColumns(metadata)
        for (field, name) in zip(columns.fields, columns.names) where !ColumnKind.isReadable(field.type) {
            throw MySQLError(
                code: .unsupportedColumnType,
                message: "Column \(name) has type \(field.type.rawValue), which the client library cannot read here: "
                    + "select HEX() or a CAST of it."
            )
        }
        let arena = ResultArena(columns)
        guard mysql_stmt_bind_result(pointer, arena.binds.baseAddress) == 0 else {
            throw MySQLError(statement: pointer)
        }
        var count: UInt64 = 0
        while true {
            switch mysql_stmt_fetch(pointer) {
            case 0, MYSQL_DATA_TRUNCATED:
                count += 1
                try each(Row(columns: columns.names, values: try arena.values(of: pointer)))
            case MYSQL_NO_DATA: return count
            default: throw MySQLError(statement: pointer)
            }
        }
    }
}

/// A prepared statement; on deinitialization it reads and discards the rest of its results.
private struct StatementHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<MYSQL_STMT>

    deinit { mysql_stmt_close(pointer) }
}
