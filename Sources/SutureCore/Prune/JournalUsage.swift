/// The data that is retained so that one version can be reverted, and its size.
public struct JournalUsage: Sendable, Encodable {
    /// The version.
    public let version: MigrationVersion
    /// The migration's name when it was applied.
    public let name: String
    /// When the version was applied or, if it was reverted, when; UTC, as `yyyy-mm-dd hh:mm:ss`.
    public let endedAt: String
    /// The number of rows that the version has changed and journalled.
    public let rows: Int
    /// The size of the tables in bytes, as the server estimates it.
    public let bytes: Int
    /// True if the rows were dropped, so that the version cannot be reverted any more.
    public let isPruned: Bool
    /// When they were dropped, UTC; nil if they were not, or by a version of Suture that did not record it.
    public let prunedAt: String?
    /// The database account and the runner's host that dropped them.
    public let prunedBy: String?
    /// The tables with the rows, and with those that a rollback has overwritten.
    public let tables: [String]

    /// True if there is something to drop.
    var isPrunable: Bool { !tables.isEmpty || rows > 0 && !isPruned }
}
