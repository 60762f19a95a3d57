/// The effects of a rollback on one table, and the rows of it that were written since.
///
/// Rows are counted once for each kind of conflict. An edit of a column that the migration did not write is no conflict
/// and stays; it is not counted, since the journal holds only the columns that were written. For the same reason, rows
/// added since that refer to none of the rows to be removed are not counted.
public struct RollbackTable: Sendable, Hashable, Encodable {
    /// The table.
    public let table: String
    /// The number of row changes that would be reverted; a row that several changes touched counts several times.
    public internal(set) var changes = 0
    /// The number of rows that cannot be restored as they were, for any reason.
    public internal(set) var conflicts = 0
    /// The number of rows with a different value now in any column that the migration wrote.
    public internal(set) var edited = 0
    /// The number of rows deleted since.
    public internal(set) var deleted = 0
    /// The number of deleted rows whose primary key another row has taken.
    public internal(set) var occupied = 0
    /// The number of rows that would get back a unique value which another row now has.
    public internal(set) var valueTaken = 0
    /// The number of rows to be removed, or with a key to be changed, to which rows added since refer.
    public internal(set) var referenced = 0
    /// The number of rows that would be restored without the row to which they refer.
    public internal(set) var parentMissing = 0
    /// The number of duplicates that would be restored although their survivor was deleted since.
    public internal(set) var survivorDeleted = 0
    /// The number of rows of this table, added since, that refer to rows of any table to be removed or to change their
    /// key.
    public internal(set) var referring = 0

    init(table: String) {
        self.table = table
    }
}
