import MySQLClient

/// What a dump of a request has to hold, read from the server before the dump begins.
struct DumpContents: Sendable {
    /// The database as the server spells it.
    let database: String
    /// The base tables, sorted.
    let baseTables: [String]

    /// Reads the tables of a database.
    ///
    /// - Throws: `BackupError` with `.notInSchema` when the database or a table of the request is not there.
    init(of request: BackupRequest, in session: Session) throws {
        let database = try Self.spelling(of: request.database, in: session)
        // Comparisons in information_schema can ignore case where names of databases do not.
        let rows =
            try session.rows(
                """
                SELECT TABLE_NAME, TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED'), TABLE_SCHEMA
                FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(database) ORDER BY TABLE_NAME
                """
            )
            .filter { try $0.get(2, as: String.self) == database }
        let names = Set(try rows.map { try $0.get(0, as: String.self) })
        let missing = (request.tables ?? []).filter { !names.contains($0) }
        guard missing.isEmpty else {
            throw BackupError(
                .notInSchema,
                "Database \(database) shows no table of this name to this account: \(missing.joined(separator: ", ")).",
                remedy: "Correct the list of tables, or grant SELECT on them."
            )
        }
        let wanted = request.tables.map(Set.init) ?? names
        self.database = database
        baseTables = try rows.filter { try $0.get(1, as: Bool.self) }
            .map { try $0.get(0, as: String.self) }
            .filter(wanted.contains)
    }

    private static func spelling(of database: String, in session: Session) throws -> String {
        let names =
            try session.rows(
                "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(database)"
            )
            .map { try $0.get(0, as: String.self) }
        if names.contains(database) {
            return database
        }
        guard let name = names.first, names.count == 1 else {
            throw BackupError(
                .notInSchema,
                "The server shows no database \(database) to this account.",
                remedy: "Correct the name, or grant SELECT on the database."
            )
        }
        return name
    }
}
