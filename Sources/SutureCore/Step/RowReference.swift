public import MySQLClient

/// Columns of one table that name rows of another, as a step knows of them without a foreign key.
///
/// When a migration is rehearsed on a sample of the rows, a row that refers takes the row along that it refers to.
public struct RowReference: Sendable, Hashable {
    /// The table that refers.
    public let table: String
    /// The columns that refer.
    public let columns: [String]
    /// The table that is referred to.
    public let parent: String
    /// Its columns, in the order of `columns`.
    public let parentColumns: [String]
    /// Which rows `c` of the table refer so; nil for all.
    public let condition: Statement?

    /// Describes a reference.
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - columns: The columns that refer.
    ///   - parent: The table that is referred to.
    ///   - parentColumns: Its columns, in the order of `columns`.
    ///   - condition: SQL over a row `c` of the table: whether it refers so; nil for all rows.
    public init(
        _ table: String,
        _ columns: [String],
        to parent: String,
        _ parentColumns: [String],
        when condition: Statement? = nil
    ) {
        self.table = table
        self.columns = columns
        self.parent = parent
        self.parentColumns = parentColumns
        self.condition = condition
    }
}
