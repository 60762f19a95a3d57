import MySQLClient

/// Rows with dangling references, found after some tables of a schema were replaced.
public struct LostReferences: Sendable, Hashable, Codable {
    /// The table whose rows refer.
    public var table: String
    /// The table that they refer to.
    public var parent: String
    /// The foreign key.
    public var constraint: String
    /// The number of rows with dangling references.
    public var rows: Int
}

extension LostReferences {
    /// One foreign key, with its columns in order.
    private struct Key {
        var schema: String
        var table: String
        var constraint: String
        var parent: String
        var columns: [(child: String, parent: String)]
    }

    /// Checks every foreign key between the replaced tables and the others.
    static func find(of database: String, replaced: [String], in session: Session) throws -> [LostReferences] {
        let replaced = Set(replaced)
        return try keys(to: database, in: session)
            .filter { key in
                (key.schema == database && replaced.contains(key.table)) != replaced.contains(key.parent)
            }
            .compactMap { key in
                let rows = try count(key, database, in: session)
                guard rows > 0 else { return nil }
                let table = key.schema == database ? key.table : "\(key.schema).\(key.table)"
                return LostReferences(table: table, parent: key.parent, constraint: key.constraint, rows: rows)
            }
    }

    private static func keys(to database: String, in session: Session) throws -> [Key] {
        let rows = try session.rows(
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME
            FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = \(database)
            ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION
            """
        )
        return try rows.reduce(into: []) { keys, row in
            let names = try (0..<6).map { try row.get($0, as: String.self) }
            let pair = (child: names[4], parent: names[5])
            if let last = keys.last, [last.schema, last.table, last.constraint] == Array(names[..<3]) {
                keys[keys.count - 1].columns.append(pair)
            } else {
                let key = Key(
                    schema: names[0],
                    table: names[1],
                    constraint: names[2],
                    parent: names[3],
                    columns: [pair]
                )
                keys.append(key)
            }
        }
    }

    private static func count(_ key: Key, _ database: String, in session: Session) throws -> Int {
        let filled = key.columns.map { "c.\(identifier: $0.child) IS NOT NULL" as Statement }
        let equal = key.columns.map { "p.\(identifier: $0.parent) = c.\(identifier: $0.child)" as Statement }
        return try session.value(
            """
            SELECT COUNT(*) FROM \(identifier: key.schema).\(identifier: key.table) AS c
            WHERE \(filled.joined(separator: " AND ")) AND NOT EXISTS (
              SELECT 1 FROM \(identifier: database).\(identifier: key.parent) AS p WHERE \(equal.joined(separator: " AND ")))
            """
        ) ?? 0
    }
}
