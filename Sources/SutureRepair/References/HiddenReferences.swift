import MySQLClient
import SutureCore

/// Foreign keys that the server hides from the account, since it has no privilege on the tables that declare them.
///
/// A cascade of one would change rows unnoticed. InnoDB's own list shows all of them to accounts with the PROCESS
/// privilege; to others they stay hidden.
enum HiddenReferences {
    /// Throws if such a key refers to one of the parents, as far as the account may know.
    static func requireNone(_ schema: Schema, to parents: Set<String>, in session: Session) throws {
        let tables = parents.sorted().compactMap(schema.find)
        for (owner, tables) in Dictionary(grouping: tables, by: { $0.schema ?? schema.name }) {
            guard let keys = try keys(to: owner, session) else { return }
            for key in keys {
                guard let parent = tables.first(where: { $0.nameInSchema == key.parent }) else { continue }
                let child = key.schema == schema.name ? key.child : "\(key.schema).\(key.child)"
                let isSeen = (schema.references(to: parent.name) + schema.unreadReferences)
                    .contains { $0.table == child }
                guard !isSeen else { continue }
                throw SutureError(
                    .privilegeMissing,
                    "\(child) refers to \(parent.name) by a foreign key that the account may not see.",
                    remedy: "Grant it SELECT, INSERT, UPDATE and DELETE on \(child)."
                )
            }
        }
    }

    /// Returns whether the account may read InnoDB's list, so that no key is hidden from it.
    static func areFound(in session: Session) throws -> Bool {
        try keys(to: "", session) != nil
    }

    private struct Key {
        let schema: String
        let child: String
        let parent: String
    }

    /// Returns the keys to tables of a schema; nil if the account may not read them.
    private static func keys(to owner: String, _ session: Session) throws -> [Key]? {
        let isMariaDB = session.server.vendor == .mariadb
        let list: Statement = isMariaDB ? "INNODB_SYS_FOREIGN" : "INNODB_FOREIGN"
        let part = { (name: Statement, number: Statement) -> Statement in
            let text: Statement = "SUBSTRING_INDEX(\(name), '/', \(number))"
            // MariaDB encodes the names like those of files, `con@002dtracts` for con-tracts.
            return isMariaDB
                ? "CONVERT(CONVERT(CONVERT(\(text) USING binary) USING filename) USING utf8mb4)"
                : "CONVERT(\(text) USING utf8mb4)"
        }
        do {
            return
                try session.rows(
                    """
                    SELECT * FROM (SELECT \(part("FOR_NAME", "1")) AS s, \(part("FOR_NAME", "-1")) AS child,
                      \(part("REF_NAME", "1")) AS owner, \(part("REF_NAME", "-1")) AS parent
                      FROM information_schema.\(list)) AS k WHERE owner = \(owner) ORDER BY s, child
                    """
                )
                .map { Key(schema: try $0.get("s"), child: try $0.get("child"), parent: try $0.get("parent")) }
        } catch let error as MySQLError where error.isPrivilege {
            return nil
        }
    }
}
