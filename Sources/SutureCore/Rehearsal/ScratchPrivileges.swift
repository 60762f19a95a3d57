import MySQLClient

/// Checks whether the account may do, in a schema that does not exist yet, what a run on a copy does in it.
///
/// A server checks the privileges first, and the existence of the schema afterwards. So each privilege is tested by a
/// statement on a table that cannot exist: grants, patterns and roles count as they will later, and nothing is created.
/// REFERENCES cannot be tested this way; a lack of it is reported when the copy is made.
struct ScratchPrivileges {
    let session: Session
    /// The name of the future schema.
    let name: String

    /// Throws if the account lacks a privilege.
    ///
    /// - Throws: `SutureError.Code.privilegeMissing`, with the missing privileges and the GRANT for them.
    func require() throws {
        let missing = try missing()
        guard missing.isEmpty else { throw Self.error(missing.joined(separator: ", "), on: name) }
    }

    /// Returns the error for an account that lacks a privilege.
    static func error(_ missing: String, on name: String) -> SutureError {
        SutureError(
            .privilegeMissing,
            "The account has no \(missing) on the schema \(name), which a copy of the tables would be; nothing was made.",
            remedy:
                "GRANT ALL ON `suture\\_scratch\\_%`.* TO the account, or work on a private server: rehearse --private."
        )
    }

    private func missing() throws -> [String] {
        let table: Statement = "\(identifier: name).suture_probe"
        let probes: [(privilege: String, statement: Statement)] = [
            ("CREATE", "CREATE TABLE \(table) (id INT PRIMARY KEY)"),
            ("DROP", "DROP TABLE \(table)"),
            ("ALTER", "ALTER TABLE \(table) ADD COLUMN other INT"),
            ("INDEX", "CREATE INDEX suture_probe ON \(table) (id)"),
            ("SELECT", "SELECT id FROM \(table)"),
            ("INSERT", "INSERT INTO \(table) (id) VALUES (1)"),
            ("UPDATE", "UPDATE \(table) SET id = 1"),
            ("DELETE", "DELETE FROM \(table)"),
            ("TRIGGER", "CREATE TRIGGER \(table) BEFORE INSERT ON \(table) FOR EACH ROW SET @suture_probe = 0"),
            ("CREATE TEMPORARY TABLES", "CREATE TEMPORARY TABLE \(table) (id INT PRIMARY KEY)"),
        ]
        // MariaDB creates a temporary table in a schema that does not exist.
        defer { _ = try? session.execute("DROP TEMPORARY TABLE IF EXISTS \(table)") }
        return try probes.filter { try isDenied($0.statement) }.map(\.privilege)
    }

    private func isDenied(_ statement: Statement) throws -> Bool {
        do {
            try session.execute(statement)
            return false
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            // With a binary log, the server's lack of trust in trigger authors does not concern this schema.
            return error.isPrivilege && error.code != .triggerNeedsTrust
        }
    }
}
