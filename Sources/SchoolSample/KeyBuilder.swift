import MySQLClient

/// Adds the secondary keys and the foreign keys of a table whose rows are stored.
struct KeyBuilder {
    let table: SampleTable

    /// Adds them all by one statement.
    ///
    /// With the checks on, the server would copy the table for a foreign key. The rows are correct by construction, so
    /// the checks are off for this statement alone.
    func addKeys(in session: Session) throws {
        guard !table.keys.isEmpty else {
            return
        }
        let checks = try session.value("SELECT @@SESSION.foreign_key_checks", as: Int.self) ?? 1
        try session.execute("SET SESSION foreign_key_checks = 0")
        let result = Result {
            let additions = table.keys.map { "ADD \($0)" }.joined(separator: ", ")
            try session.execute("ALTER TABLE \(identifier: table.name) \(raw: additions)")
        }
        try session.execute("SET SESSION foreign_key_checks = \(raw: "\(checks)")")
        try result.get()
    }
}
