import MySQLClient

/// Stores the first block of one table from its word lists.
struct BlockWriter {
    let table: SampleTable
    let troubles: SchoolSample.Troubles

    /// The number of rows per statement: well below the 65,535 values that a prepared statement accepts.
    private static let rowsPerStatement = 200

    /// Inserts the rows in one transaction.
    func write(in session: Session) throws {
        let rows = table.rows(troubles)
        precondition(rows.count < SampleTable.stride, "a block of \(table.name) must fit between two offsets")
        let insert: Statement =
            "INSERT INTO \(identifier: table.name) (\(identifiers: table.columns)) VALUES "
        try session.transaction {
            for start in Swift.stride(from: 0, to: rows.count, by: Self.rowsPerStatement) {
                let part = rows[start..<min(start + Self.rowsPerStatement, rows.count)]
                try session.execute(insert + part.map(Self.tuple).joined(separator: ", "))
            }
        }
    }

    private static func tuple(_ row: [Value]) -> Statement {
        Statement("(" + row.map { _ in "?" }.joined(separator: ", ") + ")", row)
    }
}
