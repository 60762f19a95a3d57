import MySQLClient

/// One application of a version, as the history table has it.
public struct HistoryEntry: Sendable {
    /// What became of the application.
    public enum State: String, Sendable {
        /// Begun and not ended; `up` goes on with it.
        case applying
        /// Done.
        case applied
        /// Taken as applied by `baseline`, without running it.
        case baseline
        /// Being taken back; `down` goes on with it.
        case reverting
        /// Taken back.
        case reverted
    }

    /// The row's number.
    public let id: Int64
    /// The version.
    public let version: MigrationVersion
    /// The migration's name when it was applied.
    public let name: String
    /// The checksum of its source when it was applied.
    public let checksum: String
    /// What became of it.
    public let state: State
    /// The number of the run that applied it; all versions of one `up` have the same.
    public let run: Int64
    /// The database account that applied it.
    public let account: String
    /// The host that the runner ran on.
    public let host: String
    /// The version of Suture.
    public let toolVersion: String
    /// The file of the backup that was taken before, or nil.
    public let backup: String?
    /// When it began, UTC, as `yyyy-mm-dd hh:mm:ss`.
    public let startedAt: String
    /// When it ended, UTC, or nil.
    public let finishedAt: String?
    /// When it was taken back, UTC, or nil.
    public let revertedAt: String?
    /// How long it took, in milliseconds.
    public let milliseconds: Int

    /// Whether the version's changes are in the database, wholly or in part.
    public var isPresent: Bool {
        state != .reverted
    }

    /// Whether a run has begun to apply the version or to take it back, and has not ended.
    var isInterrupted: Bool { state == .applying || state == .reverting }

    init(row: Row) throws {
        id = try row.get("id")
        version = MigrationVersion(try row.get("version", as: Int64.self))
        name = try row.get("name")
        checksum = try row.get("checksum")
        let text: String = try row.get("state")
        guard let state = State(rawValue: text) else {
            throw SutureError(
                .stateInvalid,
                "suture_history has a state that this version does not know, at version \(version).",
                remedy: "The table was edited by hand or written by a newer Suture; restore the state from a backup."
            )
        }
        self.state = state
        run = try row.get("run")
        account = try row.get("account")
        host = try row.get("host")
        toolVersion = try row.get("tool_version")
        backup = try row.get("backup")
        startedAt = try row.get("started")
        finishedAt = try row.get("finished")
        revertedAt = try row.get("reverted")
        milliseconds = try row.get("milliseconds")
    }
}
