import MySQLClient
import SutureCore

/// All references to a table of a live schema, directly or through other tables: declared keys, and columns that look
/// like references by their names, their types and the data.
///
/// The tree is flat: it contains each table and each reference once, and ``references(to:)`` leads from a table to
/// those below it. References may form cycles.
public struct ReferenceTree: Sendable, Encodable {
    /// A table of the tree.
    public struct Table: Sendable, Encodable {
        /// The schema, if it is another one.
        public let schema: String?
        /// The name in its schema.
        public let name: String
        /// The number of its rows, or nil if the account may not read it.
        public let rows: RowCount?

        init(_ table: SutureCore.Table, rows: RowCount?) {
            schema = table.schema
            name = table.nameInSchema
            self.rows = rows
        }

        /// Creates a table that the account may not read.
        init(_ reference: Reference) {
            schema = reference.schema
            name = reference.table
            rows = nil
        }
    }

    /// The source of a reference.
    public enum Kind: String, Sendable, Encodable {
        /// By a foreign key.
        case declared
        /// By the name and the type of a column.
        case suggested
        /// By a pair of columns, one of which names the kind of table.
        case polymorphic
        /// By the values of a column, whose name does not indicate it.
        case values
        /// By the name of a member in JSON documents.
        case json
    }

    /// The foreign key that declares a reference.
    public struct Key: Sendable, Encodable {
        /// The name.
        public let name: String
        /// The action for the rows when the parent's row is deleted.
        public let onDelete: String
        /// The action for the rows when the parent's key changes.
        public let onUpdate: String
    }

    /// A kind of a polymorphic reference, and the number of ids under it that exist in the parent.
    public struct TypeValue: Sendable, Encodable {
        /// The value of the type column.
        public let value: String
        /// The evidence of the data.
        public let evidence: ReferenceEvidence
    }

    /// A reference of the tree.
    public struct Reference: Sendable, Encodable {
        /// The source of the reference.
        public let kind: Kind
        /// The schema of the referring table, if it is another one.
        public var schema: String?
        /// The referring table.
        public let table: String
        /// The referring columns.
        public let columns: [String]
        /// The path in the documents of a JSON column.
        public var path: String?
        /// The table that is referred to, as `schema.table` if it is in another schema.
        public let parent: String
        /// The columns that are referred to.
        public let parentColumns: [String]
        /// The foreign key, of a declared reference.
        public var foreignKey: Key?
        /// The number of rows that refer; nil if the account may not read them.
        public var rows: RowCount?
        /// The evidence of the data for an undeclared reference.
        public var evidence: ReferenceEvidence?
        /// The column that names the kind, of a polymorphic reference.
        public var typeColumn: String?
        /// The most frequent kinds that name the parent, or that name no table at all; at most five.
        public var typeValues: [TypeValue]?

        /// The referring table, as `schema.table` if it is in another schema.
        public var name: String { schema.map { "\($0).\(table)" } ?? table }

        /// True if it is worth following: a suggestion without any existing values is not.
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

    /// Reads all references to a table; read-only.
    ///
    /// The cost is bounded for each table: large ones are sampled. Of the content of rows, the result includes only the
    /// values of columns that name kinds and the names of members in JSON documents.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - session: The session; its database is the schema.
    /// - Returns: The tree.
    /// - Throws: `SutureError` when the table does not exist; `MySQLError`.
    public static func read(of table: String, in session: Session) throws -> ReferenceTree {
        let schema = try Schema.read(in: session)
        return try ReferenceSurvey(schema: schema, session: session).tree(of: schema.table(table))
    }

    /// Returns the references to a table; one of another schema is `schema.table`.
    public func references(to parent: String) -> [Reference] {
        references.filter { $0.parent == parent }
    }
}
