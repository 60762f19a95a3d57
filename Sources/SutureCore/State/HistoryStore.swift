import MySQLClient

/// Reads and writes the history table.
struct HistoryStore {
    let session: Session
    let names: StateNames

    /// The columns that the table has in every layout.
    static let storedColumns: Statement = """
        id, version, name, checksum, state, run, account, host, tool_version, backup, started_at, finished_at, milliseconds,
        reverted_at
        """

    private var columns: Statement {
        """
        id, version, name, checksum, state, run, account, host, tool_version, backup, milliseconds,
        DATE_FORMAT(started_at, '%Y-%m-%d %H:%i:%s') AS started,
        DATE_FORMAT(finished_at, '%Y-%m-%d %H:%i:%s') AS finished,
        DATE_FORMAT(reverted_at, '%Y-%m-%d %H:%i:%s') AS reverted
        """
    }

    /// Returns every application, oldest first; empty if the state tables do not exist.
    func all() throws -> [HistoryEntry] {
        guard try StateTables(session: session, names: names).exist() else { return [] }
        return try session.rows("SELECT \(columns) FROM \(names.history) ORDER BY id").map(HistoryEntry.init(row:))
    }

    /// Returns the latest application of each version that is present in the database.
    func present() throws -> [MigrationVersion: HistoryEntry] {
        var latest: [MigrationVersion: HistoryEntry] = [:]
        for entry in try all() {
            latest[entry.version] = entry
        }
        return latest.filter { $0.value.isPresent }
    }

    /// Records that a version is begun, or marked as a baseline.
    func begin(
        _ migration: RegisteredMigration,
        state: HistoryEntry.State,
        run: Int64,
        settings: RunSettings,
        backup: String?
    ) throws {
        let started: Statement = settings.startTime.map { "\($0)" } ?? "UTC_TIMESTAMP(6)"
        let finished: Statement = state == .baseline ? "UTC_TIMESTAMP(6)" : "NULL"
        try session.execute(
            """
            INSERT INTO \(names.history)
              (version, name, checksum, state, run, account, host, tool_version, backup, started_at, finished_at)
            VALUES (\(migration.version.number), \(migration.name), \(migration.checksum), \(state.rawValue), \(run),
              CURRENT_USER(), \(settings.host), \(settings.toolVersion), \(bind: backup), \(started), \(finished))
            """
        )
    }

    /// Sets `@suture_now` to the time at which the version was begun, so that an attempt which resumes it writes the
    /// same time as the one before.
    func setNow(_ version: MigrationVersion) throws {
        try session.execute(
            """
            SET @suture_now = (SELECT MAX(started_at) FROM \(names.history) WHERE version = \(raw: version.description))
            """
        )
    }

    /// Moves an entry to another state, and keeps the times.
    func move(_ entry: HistoryEntry, to state: HistoryEntry.State, after duration: Duration = .zero) throws {
        var assignments: Statement = "state = \(state.rawValue)"
        switch state {
        case .applied:
            assignments =
                assignments
                + ", finished_at = UTC_TIMESTAMP(6), milliseconds = milliseconds + \(duration.milliseconds)"
        case .reverted:
            assignments = assignments + ", reverted_at = UTC_TIMESTAMP(6)"
        default:
            break
        }
        try session.execute("UPDATE \(names.history) SET \(assignments) WHERE id = \(entry.id)")
    }

    /// Records who drops the journal of a version; whoever resumes it later is not recorded.
    func recordPruning(of version: MigrationVersion, host: String) throws {
        try session.execute(
            """
            UPDATE \(names.history) SET pruned_at = COALESCE(pruned_at, UTC_TIMESTAMP(6)),
              pruned_by = COALESCE(pruned_by, CONCAT(CURRENT_USER(), ' from ', \(host)))
            WHERE version = \(version.number) ORDER BY id DESC LIMIT 1
            """
        )
    }

    /// Accepts the checksum of the current source.
    func accept(_ migration: RegisteredMigration, for entry: HistoryEntry) throws {
        try session.execute(
            """
            UPDATE \(names.history) SET checksum = \(migration.checksum), name = \(migration.name)
            WHERE id = \(entry.id)
            """
        )
    }
}
