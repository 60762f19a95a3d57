import MySQLClient

/// A base table of the schema, or of another one that refers to it, as the server describes it.
public struct Table: Sendable {
    /// The table's schema, if it is not the described one; otherwise nil.
    public let schema: String?
    /// The table's name in its schema.
    public let nameInSchema: String
    /// The storage engine, such as `InnoDB`.
    public let engine: String
    /// The table's default collation.
    public let collation: String
    /// The columns in order.
    public internal(set) var columns: [Column] = []
    /// The indexes, the primary key among them.
    public internal(set) var indexes: [Index] = []
    /// The foreign keys that this table declares.
    public internal(set) var foreignKeys: [ForeignKey] = []
    /// The triggers on the table that the account may see.
    public internal(set) var triggers: [Trigger] = []

    /// The name by which the described schema knows the table: `schema.table` for a table of another schema.
    public var name: String {
        Table.name(nameInSchema, in: schema)
    }

    /// The name, quoted for a statement.
    public var quotedName: Statement {
        Table.quotedName(nameInSchema, in: schema)
    }

    static func name(_ name: String, in schema: String?) -> String {
        schema.map { "\($0).\(name)" } ?? name
    }

    static func quotedName(_ name: String, in schema: String?) -> Statement {
        schema.map { "\(identifier: $0).\(identifier: name)" } ?? "\(identifier: name)"
    }

    /// The primary key, or nil.
    public var primaryKey: Index? {
        indexes.first { $0.isPrimary }
    }

    /// The names of the primary key's columns; empty without a primary key.
    public var keyColumns: [String] {
        primaryKey?.columnNames ?? []
    }

    /// The unique indexes besides the primary key.
    public var uniqueIndexes: [Index] {
        indexes.filter { $0.isUnique && !$0.isPrimary }
    }

    /// The columns that a statement may write: all but the generated ones.
    public var writableColumns: [Column] {
        columns.filter { !$0.isGenerated }
    }

    /// Returns the column of a name, without regard to case, or nil.
    public func column(_ name: String) -> Column? {
        columns.first { $0.name.lowercased() == name.lowercased() }
    }

    /// Returns the column of a name; throws an error that names the nearest ones.
    public func requireColumn(_ name: String) throws -> Column {
        if let column = column(name) { return column }
        throw SutureError(
            .columnMissing,
            "Table \(self.name) has no column \(name).",
            remedy: NearestName.hint(for: name, among: columns.map(\.name))
        )
    }

    /// Throws unless data steps can change the table row by row: InnoDB, with a primary key.
    public func requireRepairable() throws {
        guard engine.lowercased() == "innodb" else {
            throw SutureError(
                .engineNotTransactional,
                "Table \(name) is stored by \(engine), which has no transactions; a change could not be taken back.",
                remedy: "Convert it first: ALTER TABLE \(name) ENGINE=InnoDB."
            )
        }
        guard primaryKey != nil else {
            throw SutureError(
                .primaryKeyMissing,
                "Table \(name) has no primary key, so its rows cannot be journalled one by one.",
                remedy: "Add a primary key to \(name) before this migration."
            )
        }
    }
}

/// A column of a table.
public struct Column: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// The whole type, such as `bigint(20) unsigned`.
    public internal(set) var type: String
    /// The type's bare name in lower case, such as `bigint`.
    public let dataType: String
    /// The character set of a text column, or nil.
    public let characterSet: String?
    /// The collation of a text column, or nil.
    public let collation: String?
    /// True if the column accepts NULL.
    public let isNullable: Bool
    /// The expression of a generated column, as the server writes it, or nil.
    public let generation: String?
    /// True for an AUTO_INCREMENT column.
    public let isAutoIncrement: Bool
    /// True if any update of the row sets the column to the time of the update.
    public let isUpdatedByServer: Bool

    /// The maximum length of text in characters, or nil.
    public let characterLength: Int?
    /// The maximum length of text or binary data in bytes, or nil.
    public let byteLength: Int?

    /// True if the server computes the column.
    public var isGenerated: Bool { generation != nil }

    /// True if the column holds text with a collation.
    public var isText: Bool {
        collation != nil
    }
}

/// An index of a table.
public struct Index: Sendable, Hashable {
    /// One part of an index: a column, or a prefix of one.
    public struct Part: Sendable, Hashable {
        /// The column, or nil for an expression.
        public let column: String?
        /// The length of the prefix in characters, or nil for the whole column.
        public let prefix: Int?
        /// The expression, as the server writes it, or nil for a column.
        public let expression: String?
    }

    /// The index's name.
    public let name: String
    /// True if the index is unique.
    public let isUnique: Bool
    /// The parts in order.
    public internal(set) var parts: [Part]

    /// True if it is the primary key.
    public var isPrimary: Bool {
        name == "PRIMARY"
    }

    /// The columns in order, without expressions.
    public var columnNames: [String] {
        parts.compactMap(\.column)
    }

    /// Returns whether the index begins with these columns, whole and in this order.
    public func begins(with columns: [String]) -> Bool {
        parts.count >= columns.count
            && zip(parts, columns).allSatisfy { $0.column?.lowercased() == $1.lowercased() && $0.prefix == nil }
    }
}

extension Statement.StringInterpolation {
    /// Appends the quoted name of a table, with its schema if that is not the described one.
    public mutating func appendInterpolation(table: Table) {
        appendInterpolation(table.quotedName)
    }
}
