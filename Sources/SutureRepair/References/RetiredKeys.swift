import MySQLClient
import SutureCore

/// Keys of a table that no row has any more, or will not have soon.
struct RetiredKeys {
    /// The table, whose primary key is one column.
    let parent: Table
    let key: Column
    /// A table with the keys.
    let source: Statement
    /// The column that holds them.
    let column: Statement

    /// The largest number of keys that are looked for in one column.
    static let most = 10_000

    /// Nil when the primary key of the parent is not one column.
    init?(of parent: Table, in source: Statement, column: Statement) {
        guard parent.keyColumns.count == 1, let key = parent.column(parent.keyColumns[0]) else { return nil }
        self.parent = parent
        self.key = key
        self.source = source
        self.column = column
    }

    /// The key of a row `r`.
    var value: Statement { "r.\(column)" }

    /// Whether a key is so wide that nothing else has its value by chance: a UUID, another text of 16 bytes and more, or a
    /// number of a size that is not counted up to.
    var isWide: Statement {
        if key.dataType == "uuid" { return "TRUE" }
        if key.dataType.hasSuffix("int") { return "(\(value) >= 1099511627776)" }
        return key.isText || key.dataType.hasSuffix("binary") ? "(OCTET_LENGTH(\(value)) >= 16)" : "FALSE"
    }

    /// Some of the keys as rows `r`.
    func first(_ limit: Int = most) -> Statement {
        "(SELECT \(column) FROM \(source) LIMIT \(raw: String(limit))) AS r"
    }

    /// How many there are, up to one more than are looked for.
    func count(_ session: Session) throws -> Int {
        try session.value("SELECT COUNT(*) FROM \(first(Self.most + 1))") ?? 0
    }
}
