/// What a rollback would do to one table, and which of its rows were written since.
///
/// Rows are counted once for each way in which they are in conflict. An edit of a column that the migration did not write is
/// no conflict and stays; it is not counted, since the journal holds only the columns that were written. For the same
/// reason rows that were added since, and that refer to nothing which would go, are not counted.
public struct RollbackTable: Sendable, Hashable, Encodable {
    /// The table.
    public let table: String
    /// How many changes of rows would be taken back; a row that several changes touched counts several times.
    public internal(set) var changes = 0
    /// How many rows cannot be put back as they were, for any reason.
    public internal(set) var conflicts = 0
    /// Rows whose written columns, or one of them, have other values now.
    public internal(set) var edited = 0
    /// Rows that were deleted since.
    public internal(set) var deleted = 0
    /// Deleted rows whose primary key another row has taken.
    public internal(set) var occupied = 0
    /// Rows that would get back a unique value which another row has by now.
    public internal(set) var valueTaken = 0
    /// Rows that would go, or whose key would change, and to which rows refer that were added since.
    public internal(set) var referenced = 0
    /// Rows that would come back without the row to which they refer.
    public internal(set) var parentMissing = 0
    /// Rows that would come back although the row that stayed in their place was deleted since.
    public internal(set) var survivorDeleted = 0
    /// Rows of this table that were added since, and refer to rows of any table that would go or change their key.
    public internal(set) var referring = 0

    init(table: String) {
        self.table = table
    }
}
