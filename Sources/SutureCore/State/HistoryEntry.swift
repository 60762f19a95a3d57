import MySQLClient

/// One application of a version, as in the history table.
public struct HistoryEntry: Sendable {
    /// The state of the application.
    public enum State: String, Sendable {
        /// Begun and not finished; `up` resumes it.
        case applying
        /// Done.
        case applied
        /// Marked as applied by `baseline`, without running it.
        case baseline
        /// Being reverted; `down` resumes it.
        case reverting
        /// Reverted.
        case reverted

        /// True if the database is expected to satisfy the version: it was applied, or marked as applied.
        var isExpected: Bool { self == .applied || self == .baseline }
    }

    /// The row's number.
    public let id: Int64
    /// The version.
    public let version: MigrationVersion
    /// The migration's name when it was applied.
    public let name: String
    /// The checksum of its source when it was applied.
    public let checksum: String
    /// The state.
    public let state: State
    /// The number of the run that applied it; all versions of one `up` have the same.
    public let run: Int64
    /// The database account that applied it.
    public let account: String
    /// The host of the runner.
    public let host: String
    /// The version of Suture.
    public let toolVersion: String
    /// The file of the backup that was taken before, or nil.
    public let backup: String?
    /// The time of its beginning, UTC, as `yyyy-mm-dd hh:mm:ss`.
    public let startedAt: String
    /// The time of its end, UTC, or nil.
    public let finishedAt: String?
    /// The time of its revert, UTC, or nil.
    public let revertedAt: String?
    /// The duration in milliseconds.
    public let milliseconds: Int

    /// True if the version's changes are in the database, wholly or in part.
    public var isPresent: Bool {
        state != .reverted
    }

    /// True if a run has begun to apply or revert the version, and has not finished.
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
