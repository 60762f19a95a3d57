/// What is kept so that one version can be taken back, and what it takes up.
public struct JournalUsage: Sendable, Encodable {
    /// The version.
    public let version: MigrationVersion
    /// The migration's name when it was applied.
    public let name: String
    /// When the version was applied, or taken back if it was; UTC, as `yyyy-mm-dd hh:mm:ss`.
    public let endedAt: String
    /// How many rows the version has changed and journalled.
    public let rows: Int
    /// What the tables take up in bytes, as the server estimates it.
    public let bytes: Int
    /// Whether the rows were dropped, so that the version cannot be taken back any more.
    public let isPruned: Bool
    /// When they were dropped, UTC; nil when they were not, or by a version of Suture that did not record it.
    public let prunedAt: String?
    /// Who dropped them: the database account, and the host that the runner ran on.
    public let prunedBy: String?
    /// The tables with the rows, and with those that a rollback has overwritten.
    public let tables: [String]

    /// Whether there is something to drop.
    var isPrunable: Bool { !tables.isEmpty || rows > 0 && !isPruned }
}
