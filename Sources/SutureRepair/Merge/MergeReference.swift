/// A reference that no foreign key declares.
public struct MergeReference: Sendable, Hashable {
    /// The table that refers.
    public let table: String
    /// The column that holds the primary key of the parent.
    public let column: String
    /// The table that is referred to, or nil for the one that is merged.
    public let parent: String?

    /// Names an undeclared reference.
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - column: The column that holds the parent's primary key.
    ///   - parent: The table that is referred to; nil for the one that is merged.
    public init(_ table: String, _ column: String, to parent: String? = nil) {
        self.table = table
        self.column = column
        self.parent = parent
    }
}
