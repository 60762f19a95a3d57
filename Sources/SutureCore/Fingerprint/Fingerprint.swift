import MySQLClient

/// The content and the definitions of a schema's tables as hashes and texts, to compare two states.
///
/// Two fingerprints of one server agree when every stored byte of every column agrees, generated columns included,
/// and so do the definitions. Not included: views, triggers, routines, the past rows of a system-versioned table, and
/// on MySQL the number types inside a JSON document whose text is the same.
public struct Fingerprint: Sendable, Equatable {
    /// The tables in the order of their names' bytes.
    public var tables: [TableFingerprint]

    /// Creates a fingerprint from those of tables.
    public init(tables: [TableFingerprint]) {
        self.tables = tables
    }

    /// Reads a schema and takes its fingerprint.
    ///
    /// All tables are read in one snapshot: in the session's open transaction, or otherwise in a transaction of its
    /// own. Tables of engines without transactions are read in their current state. The client's memory does not grow
    /// with the rows; a table without a primary key is sorted in the server.
    ///
    /// - Parameters:
    ///   - database: The schema; the session's current one when nil.
    ///   - isExcluded: Returns true for the name of a table to exclude.
    ///   - session: The session that reads.
    /// - Returns: The fingerprint of every table that was not excluded.
    /// - Throws: `SutureError.Code.noDatabase` when the schema does not exist, `SutureError.Code.unsupported` when
    ///   the
    ///   server cannot hash a row, or the server's error.
    public static func take(
        of database: String?,
        excluding isExcluded: (String) -> Bool = { _ in false },
        in session: Session
    ) throws -> Fingerprint {
        guard let schema = try database ?? session.database else {
            throw SutureError(.noDatabase, "No database is chosen.", remedy: "Name the database to compare.")
        }
        func read() throws -> Fingerprint {
            let names = try tableNames(of: schema, in: session).filter { !isExcluded($0) }
            return Fingerprint(tables: try names.map { try TableReader(schema: schema, table: $0).read(in: session) })
        }
        return session.inTransaction ? try read() : try session.transaction(isolation: .repeatableRead) { try read() }
    }

    /// Returns the differences of the tables since `other` was taken, one per line; empty if there are none.
    ///
    /// - Parameter other: The earlier fingerprint.
    /// - Returns: Lines such as "courses: 120 rows became 119", "students: content differs" and "users: definition
    ///   differs"; a definition that differs only in the next AUTO_INCREMENT value is marked. No line shows a row's
    ///   value.
    public func differences(from other: Fingerprint) -> [String] {
        let before = Dictionary(other.tables.map { ($0.name, $0) }) { first, _ in first }
        let after = Set(tables.map(\.name))
        let gone = other.tables.filter { !after.contains($0.name) }.map { "\($0.name): the table is gone" }
        return gone
            + tables.flatMap { table in
                before[table.name].map(table.differences) ?? ["\(table.name): the table is new"]
            }
    }

    private static func tableNames(of schema: String, in session: Session) throws -> [String] {
        let known = try session.value(
            "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(schema)",
            as: Int.self
        )
        guard known == 1 else {
            throw SutureError(
                .noDatabase,
                "There is no database \(schema), or the account may not see it.",
                remedy: "Correct the name, or grant the account a privilege on it."
            )
        }
        let names = try session.rows(
            """
            SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = \(schema) AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
            """
        )
        return try names.map { try $0.get(0, as: String.self) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
