import MySQLClient
import SutureCore

/// Everything that refers to a table of a live schema, directly or by way of other tables: declared keys, and what looks
/// like a reference by its name, its type and the data.
///
/// The tree is flat: each table and each reference stands in it once, and ``references(to:)`` leads from a table to those
/// below it. References may form cycles.
public struct ReferenceTree: Sendable, Encodable {
    /// A table of the tree.
    public struct Table: Sendable, Encodable {
        /// The schema, when it is another one.
        public let schema: String?
        /// The name in its schema.
        public let name: String
        /// Its rows, or nil when the account may not read it.
        public let rows: RowCount?

        init(_ table: SutureCore.Table, rows: RowCount?) {
            schema = table.schema
            name = table.nameInSchema
            self.rows = rows
        }

        /// A table that the account may not read.
        init(_ reference: Reference) {
            schema = reference.schema
            name = reference.table
            rows = nil
        }
    }

    /// How a reference is known.
    public enum Kind: String, Sendable, Encodable {
        /// By a foreign key.
        case declared
        /// By the name and the type of a column.
        case suggested
        /// By a pair of columns, of which one names the kind of table.
        case polymorphic
        /// By the values of a column, whose name does not say it.
        case values
        /// By the name of a member in JSON documents.
        case json
    }

    /// The foreign key that declares a reference.
    public struct Key: Sendable, Encodable {
        /// The name.
        public let name: String
        /// What happens to the rows when the parent's row goes.
        public let onDelete: String
        /// What happens to the rows when the parent's key changes.
        public let onUpdate: String
    }

    /// A kind of a polymorphic reference, and how many of the ids under it are found in the parent.
    public struct TypeValue: Sendable, Encodable {
        /// The value of the type column.
        public let value: String
        /// What the data says.
        public let evidence: ReferenceEvidence
    }

    /// A reference of the tree.
    public struct Reference: Sendable, Encodable {
        /// How it is known.
        public let kind: Kind
        /// The schema of the referring table, when it is another one.
        public var schema: String?
        /// The referring table.
        public let table: String
        /// The referring columns.
        public let columns: [String]
        /// The path in the documents of a JSON column.
        public var path: String?
        /// The table that is referred to, as `schema.table` where it is one of another schema.
        public let parent: String
        /// The columns that are referred to.
        public let parentColumns: [String]
        /// The foreign key, of a declared reference.
        public var foreignKey: Key?
        /// The rows that refer; nil when the account may not read them.
        public var rows: RowCount?
        /// What the data says of a reference that is not declared.
        public var evidence: ReferenceEvidence?
        /// The column that names the kind, of a polymorphic reference.
        public var typeColumn: String?
        /// The most frequent kinds that name the parent, or that name no table at all; at most five.
        public var typeValues: [TypeValue]?

        /// The referring table, as `schema.table` where it is one of another schema.
        public var name: String { schema.map { "\($0).\(table)" } ?? table }

        /// Whether it is worth following: a suggestion of whose values none is found is not.
        var isLikely: Bool {
            guard let evidence else { return true }
            return evidence.values == 0 || evidence.found > 0
        }
    }

    /// The schema.
    public let schema: String
    /// The table at the root.
    public let root: String
    /// The tables, nearest to the root first.
    public let tables: [Table]
    /// The references, in the order of their parents in ``tables``.
    public let references: [Reference]

    /// Looks at everything that refers to a table; reads only.
    ///
    /// The cost is bounded for each table: samples stand for large ones. Of what the rows hold, only the values of columns
    /// that name kinds and the names of members in JSON documents come with it.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - session: The session; its database is the schema.
    /// - Returns: The tree.
    /// - Throws: `SutureError` when there is no such table; `MySQLError`.
    public static func read(of table: String, in session: Session) throws -> ReferenceTree {
        let schema = try Schema.read(in: session)
        return try ReferenceSurvey(schema: schema, session: session).tree(of: schema.table(table))
    }

    /// The references to a table; one of another schema is `schema.table`.
    public func references(to parent: String) -> [Reference] {
        references.filter { $0.parent == parent }
    }
}
