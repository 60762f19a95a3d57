import MySQLClient

/// Looks whether the account may do in a schema that is not there yet what a run on a copy does in it.
///
/// A server looks at the privileges first, and only then whether the schema is there. So each privilege is asked for by a
/// statement on a table that cannot exist: grants, patterns and roles count as they will, and nothing is made. REFERENCES
/// is not found out so, and told when the copy is made.
struct ScratchPrivileges {
    let session: Session
    /// The name of the schema to come.
    let name: String

    /// Refuses an account that lacks a privilege.
    ///
    /// - Throws: `SutureError.Code.privilegeMissing`, with what is missing and what to grant.
    func require() throws {
        let missing = try missing()
        guard missing.isEmpty else { throw Self.error(missing.joined(separator: ", "), on: name) }
    }

    /// The error of an account that lacks something.
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
        // MariaDB makes a temporary table in a schema that is not there.
        defer { _ = try? session.execute("DROP TEMPORARY TABLE IF EXISTS \(table)") }
        return try probes.filter { try isDenied($0.statement) }.map(\.privilege)
    }

    private func isDenied(_ statement: Statement) throws -> Bool {
        do {
            try session.execute(statement)
            return false
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            // With a binary log, that the server trusts nobody with triggers is no matter of this schema.
            return error.isPrivilege && error.code != .triggerNeedsTrust
        }
    }
}
