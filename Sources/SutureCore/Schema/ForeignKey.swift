/// A foreign key that a table declares.
public struct ForeignKey: Sendable, Hashable {
    /// The constraint's name.
    public let name: String
    /// The schema of the table that declares it.
    public let schema: String
    /// The table that declares it.
    public let table: String
    /// The referencing columns in order.
    public internal(set) var columns: [String]
    /// The schema of the parent.
    public let parentSchema: String
    /// The parent.
    public let parent: String
    /// The columns of the parent, in the order of `columns`.
    public internal(set) var parentColumns: [String]
    /// What happens to the rows when the parent's row goes: `RESTRICT`, `CASCADE`, `SET NULL`, `NO ACTION`.
    public let onDelete: String
    /// What happens to the rows when the parent's key changes.
    public let onUpdate: String
}
