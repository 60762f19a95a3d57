import MySQLClient

/// Reads the foreign keys that tables declare, and those that refer to them from any schema.
///
/// MariaDB hides the actions of a key from an account that has only privileges on the table.
struct ForeignKeyReader {
    let session: Session
    /// The schema that is described.
    let described: String

    /// Returns the keys of all tables of a schema, and those that refer to them.
    func keys(of schema: String) throws -> [ForeignKey] {
        try keys(where: "k.TABLE_SCHEMA = \(schema) OR k.REFERENCED_TABLE_SCHEMA = \(schema)")
    }

    /// Returns the keys of tables of a schema, and those that refer to them.
    func keys(of tables: [String], in schema: String) throws -> [ForeignKey] {
        let names = tables.map { "\($0)" as Statement }.joined(separator: ", ")
        return try keys(
            where: """
                (k.TABLE_SCHEMA = \(schema) AND k.TABLE_NAME IN (\(names)))
                OR (k.REFERENCED_TABLE_SCHEMA = \(schema) AND k.REFERENCED_TABLE_NAME IN (\(names)))
                """
        )
    }

    private func keys(where condition: Statement) throws -> [ForeignKey] {
        let rows = try session.rows(
            """
            SELECT k.CONSTRAINT_SCHEMA AS s, k.TABLE_NAME AS t, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS part,
                   k.REFERENCED_TABLE_SCHEMA AS parent_schema, k.REFERENCED_TABLE_NAME AS parent,
                   k.REFERENCED_COLUMN_NAME AS parent_part, COALESCE(r.DELETE_RULE, 'UNKNOWN') AS on_delete,
                   COALESCE(r.UPDATE_RULE, 'UNKNOWN') AS on_update
            FROM information_schema.KEY_COLUMN_USAGE AS k
            LEFT JOIN information_schema.REFERENTIAL_CONSTRAINTS AS r
              ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
             AND r.TABLE_NAME = k.TABLE_NAME
            WHERE k.REFERENCED_TABLE_NAME IS NOT NULL AND (\(condition))
            ORDER BY k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
            """
        )
        var keys: [ForeignKey] = []
        for row in rows {
            let name: String = try row.get("name")
            let child = ForeignKey.End(schema: try owner(row, "s"), name: try row.get("t"))
            guard !child.name.hasPrefix(StateNames.prefix) else { continue }
            if let last = keys.last, last.name == name, last.child == child {
                keys[keys.count - 1].columns.append(try row.get("part"))
                keys[keys.count - 1].parentColumns.append(try row.get("parent_part"))
            } else {
                keys.append(
                    ForeignKey(
                        name: name,
                        child: child,
                        parentEnd: ForeignKey.End(schema: try owner(row, "parent_schema"), name: try row.get("parent")),
                        columns: [try row.get("part")],
                        parentColumns: [try row.get("parent_part")],
                        onDelete: try row.get("on_delete"),
                        onUpdate: try row.get("on_update")
                    )
                )
            }
        }
        return keys
    }

    private func owner(_ row: Row, _ column: String) throws -> String? {
        let name: String = try row.get(column)
        return name == described ? nil : name
    }
}
