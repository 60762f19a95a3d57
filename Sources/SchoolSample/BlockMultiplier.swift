import MySQLClient

/// Repeats the first block of one table inside the server, before the table has secondary keys.
///
/// A temporary table contains a stretch of blocks that differ only in their identifiers. Each batch reads it in the
/// order of its primary key, and adds the offset and the block's number; so the server neither joins nor sorts, and the
/// clustered index grows at its end.
struct BlockMultiplier {
    let table: SampleTable
    let scale: Int

    /// The number of rows per transaction: large enough to be fast, small enough for small logs.
    private static let rowsPerBatch = 50_000

    /// The maximum number of blocks per transaction, because the stretch is written block by block.
    private static let blocksPerBatch = 250

    private static let stretch = "school_sample_stretch"

    /// Stores the blocks from the second to the last.
    ///
    /// - Returns: The resulting number of rows in the table.
    func multiply(in session: Session) throws -> Int {
        let blockRows = try session.value("SELECT COUNT(*) FROM \(identifier: table.name)", as: Int.self) ?? 0
        guard scale > 1, blockRows > 0 else {
            return blockRows
        }
        try session.execute("CREATE TEMPORARY TABLE \(identifier: Self.stretch) LIKE \(identifier: table.name)")
        let result = Result { try insertBlocks(of: blockRows, in: session) }
        // The rows matter; a remaining temporary table ends with the session.
        _ = try? session.execute("DROP TEMPORARY TABLE \(identifier: Self.stretch)")
        return try result.get()
    }

    private func insertBlocks(of blockRows: Int, in session: Session) throws -> Int {
        let length = max(1, min(scale - 1, Self.blocksPerBatch, Self.rowsPerBatch / blockRows))
        try session.transaction {
            for block in 0..<length {
                try session.execute(copy(movedBy: block))
            }
        }
        var rows = blockRows
        for stored in Swift.stride(from: 1, to: scale, by: length) {
            let batch = insertion(after: stored, blocks: min(length, scale - stored))
            rows += try session.transaction { Int(try session.execute(batch).matchedRows) }
        }
        return rows
    }

    /// Returns a statement that copies the first block to the stretch, moved by a number of blocks.
    private func copy(movedBy block: Int) -> Statement {
        let values = table.columns.map { column in
            table.variations[column] == .identifier
                ? "\(quoteIdentifier(column)) + \(block * SampleTable.stride)" : quoteIdentifier(column)
        }
        return """
            INSERT INTO \(identifier: Self.stretch) (\(identifiers: table.columns))
            SELECT \(raw: values.joined(separator: ", ")) FROM \(identifier: table.name) ORDER BY id
            """
    }

    /// Returns a statement that copies the stretch, or its beginning, behind the stored blocks.
    private func insertion(after stored: Int, blocks: Int) -> Statement {
        let values = table.columns.map { column in
            table.variations[column]?.expression(for: quoteIdentifier(column), after: stored)
                ?? quoteIdentifier(column)
        }
        return """
            INSERT INTO \(identifier: table.name) (\(identifiers: table.columns))
            SELECT \(raw: values.joined(separator: ", "))
            FROM \(identifier: Self.stretch) WHERE id < \(raw: "\(blocks * SampleTable.stride)") ORDER BY id
            """
    }
}

extension SampleTable.Variation {
    /// Returns the SQL of a row's value when its stretch is behind a number of stored blocks.
    fileprivate func expression(for column: String, after stored: Int) -> String {
        // The block's number, from 2, with four digits.
        let number = "LPAD(id DIV \(SampleTable.stride) + \(stored + 1), 4, '0')"
        switch self {
        case .identifier:
            return "\(column) + \(stored * SampleTable.stride)"
        case .name:
            let spaces = "REPEAT(' ', CHAR_LENGTH(\(column)) - CHAR_LENGTH(RTRIM(\(column))))"
            return "CONCAT(RTRIM(\(column)), ' ', \(number), \(spaces))"
        case .email:
            return "REPLACE(\(column), '@', CONCAT('.', \(number), '@'))"
        case .website:
            return "REPLACE(\(column), '.example', CONCAT('-', \(number), '.example'))"
        case .documentNumber:
            return "CONCAT(\(column), '-', \(number))"
        }
    }
}
