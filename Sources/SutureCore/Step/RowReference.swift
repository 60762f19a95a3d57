public import MySQLClient

/// Columns of one table that refer to rows of another, known to a step without a foreign key.
///
/// When a migration is rehearsed on a sample of the rows, a referring row includes the row that it refers to.
public struct RowReference: Sendable, Hashable {
    /// The table that refers.
    public let table: String
    /// The columns that refer.
    public let columns: [String]
    /// The table that is referred to.
    public let parent: String
    /// Its columns, in the order of `columns`.
    public let parentColumns: [String]
    /// The rows `c` of the table that refer this way; nil for all.
    public let condition: Statement?

    /// Creates the description of a reference.
    ///
    /// - Parameters:
    ///   - table: The table that refers.
    ///   - columns: The columns that refer.
    ///   - parent: The table that is referred to.
    ///   - parentColumns: Its columns, in the order of `columns`.
    ///   - condition: SQL over a row `c` of the table that is true if it refers this way; nil for all rows.
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
