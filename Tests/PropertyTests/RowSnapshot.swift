import MySQLClient

/// All rows of the tables of a case, as bytes: by table, primary key and column, in hexadecimal digits.
struct RowSnapshot: Equatable {
    struct Cell: Hashable {
        let table: String
        let key: String
        let column: String
    }

    private(set) var rows: [String: Set<String>] = [:]
    /// The values; nil for NULL.
    private(set) var cells: [Cell: String?] = [:]

    static func read(_ test: RandomCase) async throws -> RowSnapshot {
        try await test.connection.run { session in
            var snapshot = RowSnapshot()
            for table in test.schema.tables {
                let columns = try columns(of: table, session)
                let values = columns.map { "HEX(CAST(\(identifier: $0) AS BINARY)) AS \(identifier: $0)" as Statement }
                for row in try session.rows("SELECT \(values.joined(separator: ", ")) FROM \(identifier: table)") {
                    let key: String = try row.get("id")
                    snapshot.rows[table, default: []].insert(key)
                    for column in columns {
                        snapshot.cells[Cell(table: table, key: key, column: column)] = try row.get(
                            column,
                            as: String?.self
                        )
                    }
                }
            }
            return snapshot
        }
    }

    /// Returns the columns that are not computed.
    static func columns(of table: String, _ session: Session) throws -> [String] {
        try session.rows(
            """
            SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = \(table) AND COALESCE(GENERATION_EXPRESSION, '') = '' ORDER BY ORDINAL_POSITION
            """
        )
        .map { try $0.get("name") }
    }

    /// Returns the cells that have changed, in rows that exist now.
    func written(since earlier: RowSnapshot) -> [Cell: String?] {
        cells.filter { earlier.cells[$0.key] != .some($0.value) }
    }

    /// Returns the rows that existed and no longer do.
    func deleted(since earlier: RowSnapshot) -> [(table: String, key: String)] {
        earlier.rows.flatMap { table, keys in
            keys.subtracting(rows[table] ?? []).map { (table, $0) }
        }
    }
}
