import MySQLClient

/// A foreign key that a table declares.
///
/// Tables have the names by which the described schema knows them: one of another schema is `schema.table`.
public struct ForeignKey: Sendable, Hashable {
    /// A table at one end of a foreign key.
    struct End: Sendable, Hashable {
        /// The schema, if it is not the described one.
        let schema: String?
        let name: String

        var knownName: String { Table.name(name, in: schema) }
        var quotedName: Statement { Table.quotedName(name, in: schema) }
    }

    /// The constraint's name.
    public let name: String
    let child: End
    let parentEnd: End
    /// The referencing columns in order.
    public internal(set) var columns: [String]
    /// The columns of the parent, in the order of `columns`.
    public internal(set) var parentColumns: [String]
    /// The action for the rows when the parent's row is deleted: `RESTRICT`, `CASCADE`, `SET NULL`, `NO ACTION`, or
    /// `UNKNOWN` if the server hides it from the account.
    public let onDelete: String
    /// The action for the rows when the parent's key changes.
    public let onUpdate: String

    /// The table that declares it.
    public var table: String { child.knownName }
    /// The parent.
    public var parent: String { parentEnd.knownName }
    /// The schema of the table that declares it, if it is not the described one; otherwise nil.
    public var tableSchema: String? { child.schema }
    /// The name of the table that declares it, in its schema.
    public var tableInSchema: String { child.name }
    /// The table that declares it, quoted for a statement.
    public var quotedTable: Statement { child.quotedName }
    /// The parent, quoted for a statement.
    public var quotedParent: Statement { parentEnd.quotedName }
}
