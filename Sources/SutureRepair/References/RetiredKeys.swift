import MySQLClient
import SutureCore

/// Keys of a table that no row has any more, or will not have soon.
struct RetiredKeys {
    /// The table, whose primary key is one column.
    let parent: Table
    let key: Column
    /// A table with the keys.
    let source: Statement
    /// The key of a row `r` of that table.
    let value: Statement
    /// The condition for rows `r` with a relevant key.
    private(set) var filter: Statement = "TRUE"

    /// The maximum number of keys that are looked up in one column.
    static let most = 10_000

    /// Creates the keys of a source; nil if the primary key of the parent is not one column.
    init?(of parent: Table, in source: Statement, column: Statement) {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]) else { return nil }
        self.parent = parent
        self.key = key
        self.source = source
        value = "r.\(column)"
    }

    /// Creates the wide keys of a table that earlier runs have retired, and that no row has now.
    ///
    /// - Parameters:
    ///   - parent: The table.
    ///   - redirects: The table in which they are recorded, as text.
    init?(of parent: Table, recordedIn redirects: Statement) {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]) else { return nil }
        self.parent = parent
        self.key = key
        source = redirects
        if key.dataType.hasSuffix("int") {
            value = "CAST(r.old_key AS \(raw: key.type.contains("unsigned") ? "UNSIGNED" : "SIGNED"))"
        } else if let characterSet = key.characterSet, let collation = key.collation {
            value = "CONVERT(r.old_key USING \(raw: characterSet)) COLLATE \(raw: collation)"
        } else if key.dataType.hasSuffix("binary") {
            value = "UNHEX(SUBSTRING(r.old_key, 3))"
        } else if key.dataType == "uuid" {
            value = "CAST(r.old_key AS UUID)"
        } else {
            return nil
        }
        filter = """
            r.table_name = \(parent.name) AND r.key_parts = 1 AND \(isWide) AND NOT EXISTS (
              SELECT 1 FROM \(table: parent) AS p WHERE p.\(identifier: key.name) = \(value))
            """
    }

    /// Tests whether a key is so wide that no other value equals it by chance: a UUID, another text of 16 bytes and
    /// more, or a number too large for a counter.
    var isWide: Statement {
        if key.dataType == "uuid" { return "TRUE" }
        if key.dataType.hasSuffix("int") { return "(\(value) >= 1099511627776)" }
        return key.isText || key.dataType.hasSuffix("binary") ? "(OCTET_LENGTH(\(value)) >= 16)" : "FALSE"
    }

    /// Returns some of the keys as rows `r`.
    func first(_ limit: Int = most) -> Statement {
        "(SELECT r.* FROM \(source) AS r WHERE \(filter) LIMIT \(raw: String(limit))) AS r"
    }

    /// All keys as rows `r`.
    var all: Statement {
        filter.text == "TRUE" ? "\(source) AS r" : "(SELECT r.* FROM \(source) AS r WHERE \(filter)) AS r"
    }

    /// Returns whether some of the first keys are wide.
    func areWide(_ session: Session) throws -> Bool {
        try session.value("SELECT COUNT(*) FROM \(first(100)) WHERE \(isWide)", as: Int.self) ?? 0 > 0
    }

    /// Returns their number, up to one more than are looked up.
    func count(_ session: Session) throws -> Int {
        try session.value("SELECT COUNT(*) FROM \(first(Self.most + 1))") ?? 0
    }
}
