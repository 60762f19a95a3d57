import MySQLClient

/// Takes the fingerprint of one table.
struct TableReader {
    let schema: String
    let table: String

    /// Streams the digests of the rows and folds them.
    func read(in session: Session) throws -> TableFingerprint {
        let definition = try session.firstRow("SHOW CREATE TABLE \(qualifiedName)")?.get(1, as: String.self) ?? ""
        let statement = try rowDigests(in: session)
        var hash = try ContentHash()
        var rows = 0
        try session.stream(statement) { row in
            guard let digest = try row.get(0, as: String?.self) else {
                throw SutureError(
                    .unsupported,
                    "The server cannot hash a row of \(table).",
                    remedy: "Raise max_allowed_packet, or leave the table out.",
                    outcome: .failed
                )
            }
            try hash.update(digest)
            rows += 1
        }
        return TableFingerprint(name: table, rows: rows, content: try hash.finish(), definition: definition)
    }

    private var qualifiedName: Statement {
        "\(identifier: schema).\(identifier: table)"
    }

    /// Returns a query for one digest per row, in an order that only the rows determine.
    ///
    /// The primary key gives the order without a sort. Without a key, or with one that has only prefixes of its
    /// columns, the digests themselves are the order: equal digests are equal rows, whereas columns compare by
    /// collation and by their first max_sort_length bytes.
    private func rowDigests(in session: Session) throws -> Statement {
        let columns = try columnEncodings(in: session)
        let digest = "SHA2(CONCAT(\(columns.joined(separator: ", ',', "))), 256)"
        let query: Statement = "SELECT \(raw: digest) AS row_digest FROM \(qualifiedName)"
        let key = try keyColumns(in: session)
        guard !key.isEmpty else {
            return query + " ORDER BY row_digest"
        }
        return query + " FORCE INDEX FOR ORDER BY (PRIMARY) ORDER BY \(identifiers: key)"
    }

    private func columnEncodings(in session: Session) throws -> [String] {
        let rows = try session.rows(
            """
            SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_OCTET_LENGTH FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = \(schema) AND TABLE_NAME = \(table) ORDER BY ORDINAL_POSITION
            """
        )
        return try rows.map { row in
            let encoding = ColumnEncoding(
                dataType: try row.get(1, as: String.self).lowercased(),
                octets: try row.get(2, as: UInt64?.self)
            )
            return encoding.expression(for: try row.get(0))
        }
    }

    private func keyColumns(in session: Session) throws -> [String] {
        let rows = try session.rows(
            """
            SELECT COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = \(schema) AND TABLE_NAME = \(table) AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX
            """
        )
        guard rows.allSatisfy({ $0[1] == .null }) else {
            return []
        }
        return try rows.map { try $0.get(0) }
    }
}
