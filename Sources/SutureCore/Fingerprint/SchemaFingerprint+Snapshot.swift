import MySQLClient

extension SchemaFingerprint {
    /// Reads tables one after the other, and does not block a table from being altered once it was read.
    ///
    /// - Parameters:
    ///   - names: The tables.
    ///   - database: Their schema.
    ///   - session: The session; in an open transaction the metadata lock of each table is released.
    /// - Returns: The tables in the order of their names' bytes.
    /// - Throws: `SutureError` when the server cannot hash a row, or the server's error.
    package static func readTables(
        _ names: [String],
        of database: String,
        in session: Session
    ) throws -> [Table] {
        try names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { name in
                let isInTransaction = session.inTransaction
                if isInTransaction { try session.execute("SAVEPOINT suture_table") }
                let table = try Table(TableReader(schema: database, table: name).read(in: session))
                if isInTransaction { try session.execute("ROLLBACK TO SAVEPOINT suture_table") }
                return table
            }
    }

    /// Reads the definitions of tables, and those of the other objects of their schema.
    ///
    /// - Parameters:
    ///   - database: The schema.
    ///   - tables: The tables.
    ///   - withObjects: True to include views, triggers, routines and events.
    ///   - session: The session that reads.
    /// - Returns: One object for each, a table as one of the kind `table`.
    /// - Throws: The server's error.
    package static func readDefinitions(
        of database: String,
        tables: [String],
        withObjects: Bool,
        in session: Session
    ) throws -> [SchemaObject] {
        let definitions = try tables.map { name in
            let row = try session.firstRow("SHOW CREATE TABLE \(identifier: database).\(identifier: name)")
            let text: String = try row?.get(1) ?? ""
            let table = TableFingerprint(name: name, rows: 0, content: "", definition: text)
            return SchemaObject(kind: "table", name: name, definition: try table.definitionHash)
        }
        return definitions + (withObjects ? try SchemaObject.read(of: database, in: session) : [])
    }

    /// Returns a SHA-256 over definitions.
    ///
    /// - Parameter definitions: Tables first, each group in the order of its names.
    /// - Returns: The hash as 64 hexadecimal digits.
    /// - Throws: `SutureError` when libcrypto cannot hash.
    package static func schemaHash(_ definitions: [SchemaObject]) throws -> String {
        try ContentHash.of(definitions.map { "\($0.title) \($0.definition)" }.joined(separator: "\n"))
    }
}
