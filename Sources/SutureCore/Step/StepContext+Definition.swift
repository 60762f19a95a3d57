import MySQLClient

extension StepContext {
    /// Runs one ALTER TABLE, which waits for the table only a short while, and is retried.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - parts: The parts of the statement, such as `ADD UNIQUE KEY …`; if empty, nothing is run.
    /// - Throws: The errors of ``define(_:)``.
    public func alter(_ table: String, _ parts: [Statement]) throws {
        guard !parts.isEmpty else { return }
        try define("ALTER TABLE \(table: schema.table(table)) \(parts.joined(separator: ", "))")
        schemaChanged()
    }

    /// Runs one statement that changes a definition, with short waits for the table and pauses between them.
    ///
    /// A waiting ALTER blocks all later statements, so it must not wait for long.
    ///
    /// - Throws: `SutureError` with the code `metadata-lock` when the table stays in use; `MySQLError` when the server
    ///   refuses the statement.
    public func define(_ statement: Statement) throws {
        try DefinitionAttempts(context: self).run(statement)
    }
}
