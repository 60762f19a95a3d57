import MySQLClient

extension StepContext {
    /// Runs one ALTER TABLE, which waits for the table only a short while, and is tried again.
    ///
    /// A waiting ALTER holds up everybody who comes after it, so it must not wait for long.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - parts: The parts of the statement, such as `ADD UNIQUE KEY …`; nothing is run when there are none.
    /// - Throws: `MySQLError` when the server refuses the statement or the table stays locked.
    public func alter(_ table: String, _ parts: [Statement]) throws {
        guard !parts.isEmpty else { return }
        try define("ALTER TABLE \(identifier: table) \(parts.joined(separator: ", "))")
        schemaChanged()
    }

    /// Runs one statement that changes a definition, with the same short wait and retries as ``alter(_:_:)``.
    public func define(_ statement: Statement) throws {
        let seconds = max(1, Int(settings.metadataLockTimeout.components.seconds))
        try session.execute("SET SESSION lock_wait_timeout = \(raw: String(seconds))")
        var attempt = 0
        while true {
            try checkpoint()
            do {
                try session.execute(statement)
                return
            } catch let error as MySQLError where error.isTransient && attempt < settings.retries {
                attempt += 1
                report(.retrying(reason: error.message, attempt: attempt))
                Pause.wait(.seconds(1))
            }
        }
    }
}
