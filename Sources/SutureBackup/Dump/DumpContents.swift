import MySQLClient
import SutureCore

/// The required content of a dump for a request, read from the server before the dump begins.
struct DumpContents: Sendable {
    /// The database as the server spells it.
    let database: String
    /// The base tables, sorted.
    let baseTables: [String]
    /// True if every base table is of InnoDB.
    let isTransactional: Bool
    /// The size of the data of the base tables, as the server estimates it.
    let dataBytes: Int64
    /// The sequences of a whole schema, sorted.
    let sequences: [String]
    /// The number of triggers of the base tables.
    let triggers: Int
    /// The schema's default character set.
    let characterSet: String
    /// The schema's default collation.
    let collation: String

    /// The tables whose rows and contents are read: all but Suture's own.
    var fingerprinted: [String] {
        baseTables.filter { !$0.hasPrefix(StateNames.prefix) }
    }

    /// Reads the tables of a database.
    ///
    /// - Throws: `BackupError` with `.notInSchema` when the database or a table of the request does not exist.
    init(of request: BackupRequest, in session: Session) throws {
        let database = try Self.spelling(of: request.database, in: session)
        // Comparisons in information_schema can ignore case where names of databases are case-sensitive.
        let rows =
            try session.rows(
                """
                SELECT TABLE_NAME, TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED'), TABLE_SCHEMA, ENGINE,
                    CAST(DATA_LENGTH AS SIGNED), TABLE_TYPE
                FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(database) ORDER BY TABLE_NAME
                """
            )
            .filter { try $0.get(2, as: String.self) == database }
        let visible = Set(try rows.map { try $0.get(0, as: String.self) })
        let missing = (request.tables ?? []).filter { !visible.contains($0) }
        guard missing.isEmpty else {
            throw BackupError(
                .notInSchema,
                "Database \(database) shows no table of this name to this account: \(missing.joined(separator: ", ")).",
                remedy: "Correct the list of tables, or grant SELECT on them."
            )
        }
        let allSequences = try rows.filter { try $0.get(5, as: String.self) == "SEQUENCE" }
            .map { try $0.get(0, as: String.self) }
        if let name = request.tables?.first(where: allSequences.contains) {
            throw BackupError(
                .invalidRequest,
                "\(name) is a sequence; a backup of named tables cannot hold one with its value.",
                remedy: "Leave it out, or back up the whole schema."
            )
        }
        sequences = request.tables == nil ? allSequences : []
        let wanted = request.tables.map(Set.init) ?? visible
        self.database = database
        let tables = try rows.filter { row in
            try row.get(1, as: Bool.self) && wanted.contains(try row.get(0, as: String.self))
        }
        baseTables = try tables.map { try $0.get(0) }
        isTransactional = try tables.allSatisfy { try $0.get(3, as: String?.self) == "InnoDB" }
        dataBytes = try tables.reduce(0) { $0 + (try $1.get(4, as: Int64?.self) ?? 0) }
        let views = try rows.filter { try $0.get(5, as: String.self).hasSuffix("VIEW") }
            .map { try $0.get(0, as: String.self) }
            .filter(wanted.contains)
        try BackupPrivileges(
            grants: GrantedPrivileges(of: session),
            database: database,
            vendor: session.server.vendor
        )
        .check(tables: baseTables, views: views, isWhole: request.tables == nil, in: session)
        let names = Set(baseTables)
        triggers =
            try session.rows(
                "SELECT EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = \(database)"
            )
            .filter { names.contains(try $0.get(0, as: String.self)) }
            .count
        let defaults = try session.firstRow(
            """
            SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
            WHERE SCHEMA_NAME = \(database)
            """
        )
        characterSet = try defaults?.get(0) ?? ""
        collation = try defaults?.get(1) ?? ""
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
