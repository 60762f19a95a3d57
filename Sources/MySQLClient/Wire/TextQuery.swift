internal import CMariaDB

/// Runs one statement over the text protocol, without storing its rows.
enum TextQuery {
    static func run(
        _ sql: String,
        on connection: borrowing ConnectionHandle,
        each: (Row) throws -> Void
    ) throws -> ExecutionResult {
        let pointer = connection.pointer
        var sql = sql
        let failed = sql.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { mysql_real_query(pointer, $0.baseAddress, UInt($0.count)) }
        }
        guard failed == 0 else { throw connection.error }
        var count: UInt64?
        do {
            count = try rows(of: connection, each: each)
        } catch {
            discardFurtherResults(of: pointer)
            throw error
        }
        let result = ExecutionResult(
            matchedRows: count ?? mysql_affected_rows(pointer),
            insertID: mysql_insert_id(pointer),
            warningCount: Int(mysql_warning_count(pointer))
        )
        // A CALL sends further results, and any of them can be an error.
        while true {
            let next = mysql_next_result(pointer)
            if next < 0 { return result }
            guard next == 0 else { throw connection.error }
            _ = try rows(of: connection) { _ in }
        }
    }

    /// Passes the rows of the current result to a closure; returns `nil` if the statement has no result.
    private static func rows(of connection: borrowing ConnectionHandle, each: (Row) throws -> Void) throws -> UInt64? {
        let pointer = connection.pointer
        guard let raw = mysql_use_result(pointer) else {
            if mysql_field_count(pointer) == 0 { return nil }
            throw connection.error
        }
        let result = TextResult(pointer: raw)
        let columns = ResultColumns(raw)
        var count: UInt64 = 0
        while let row = mysql_fetch_row(result.pointer) {
            guard let lengths = mysql_fetch_lengths(result.pointer) else { throw connection.error }
            var values: [Value] = []
            values.reserveCapacity(columns.kinds.count)
            for (position, kind) in columns.kinds.enumerated() {
                guard let start = row[position] else {
                    values.append(.null)
                    continue
                }
                let bytes = UnsafeRawBufferPointer(start: start, count: Int(lengths[position]))
                values.append(try kind.decode(text: bytes))
            }
            count += 1
            try each(Row(columns: columns.names, values: values))
        }
        guard mysql_errno(pointer) == 0 else { throw connection.error }
        return count
    }

    private static func discardFurtherResults(of pointer: UnsafeMutablePointer<MYSQL>) {
        while mysql_next_result(pointer) == 0 {
            if let result = mysql_use_result(pointer) { mysql_free_result(result) }
        }
    }
}

/// A result that is being read; on deinitialization it reads and discards the rest of it.
private struct TextResult: ~Copyable {
    let pointer: UnsafeMutablePointer<MYSQL_RES>

    deinit { mysql_free_result(pointer) }
}
