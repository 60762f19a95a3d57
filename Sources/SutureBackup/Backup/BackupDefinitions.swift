import MySQLClient
import SutureCore

/// The definitions of the objects in a backup, to compare before and after the dump.
///
/// A dump program does not notice every change meanwhile: it ends with exit code 0 even if a column is added instantly,
/// or two tables swap their names. The same applies to a table that was truncated or recreated; its time of creation
/// reveals it, and to an account with PROCESS also the number that InnoDB gives each table.
struct BackupDefinitions: Sendable, Hashable {
    /// The tables and, for a whole schema, the other objects.
    var objects: [SchemaObject]
    /// The identities that distinguish tables of the same definition.
    var identities: [String: String]

    /// Reads the definitions of the tables of a backup, and of the other objects if it is of the whole schema.
    static func read(_ contents: DumpContents, isWhole: Bool, in session: Session) throws -> BackupDefinitions {
        BackupDefinitions(
            objects: try SchemaFingerprint.readDefinitions(
                of: contents.database,
                tables: contents.baseTables,
                withObjects: isWhole,
                in: session
            ),
            identities: try identities(contents, in: session)
        )
    }

    /// Throws if definitions were changed during the dump.
    ///
    /// - Throws: `BackupError` with `.schemaChanged`.
    func check(after: BackupDefinitions) throws {
        let before = Dictionary(objects.map { ($0.title, $0.definition) }) { first, _ in first }
        let now = Dictionary(after.objects.map { ($0.title, $0.definition) }) { first, _ in first }
        let names = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
        let tables = identities.keys.filter { identities[$0] != after.identities[$0] }.map { "table \($0)" }
        let changed = names.union(tables).sorted()
        guard changed.isEmpty else { throw Self.changed(changed) }
    }

    /// Returns the error of a schema that was changed.
    static func changed(_ details: [String]) -> BackupError {
        BackupError(
            .schemaChanged,
            "The schema was changed while it was dumped.",
            remedy: "Take the backup again while no definitions are changed.",
            details: details
        )
    }

    private static func identities(_ contents: DumpContents, in session: Session) throws -> [String: String] {
        let wanted = Set(contents.baseTables)
        let times = try session.rows(
            """
            SELECT TABLE_NAME, CAST(CREATE_TIME AS CHAR) FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = \(contents.database)
            """
        )
        var identities: [String: String] = [:]
        for row in times {
            let name: String = try row.get(0)
            if wanted.contains(name) { identities[name] = try row.get(1, as: String?.self) ?? "" }
        }
        let view = session.server.vendor == .mariadb ? "INNODB_SYS_TABLES" : "INNODB_TABLES"
        let numbers = try? session.rows("SELECT NAME, TABLE_ID FROM information_schema.\(raw: view)")
        for row in numbers ?? [] {
            // Names with other characters than these are encoded there; only their times reveal a change.
            let parts = try row.get(0, as: String.self).split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0] == contents.database, let time = identities[parts[1]] else { continue }
            identities[parts[1]] = "\(time) \(try row.get(1, as: Int.self))"
        }
        return identities
    }
}
