import MySQLClient

/// Stores the results of watches: the periods of each topic's status, and each finding with its first and last time.
///
/// A watch with the same result as the one before extends its row, so a watch that runs every minute adds rows only
/// when something changes.
struct WatchStore {
    let session: Session
    let names: StateNames
    /// The time to record; nil for the server's.
    let time: String?

    init(_ scope: RunScope) {
        session = scope.session
        names = scope.names
        time = scope.settings.startTime
    }

    /// Returns whether a watch was recorded here.
    func exists() throws -> Bool {
        try StateTables(session: session, names: names).have(["suture_watch", "suture_findings"])
    }

    /// Records results.
    ///
    /// - Returns: The results, with the time since when each topic has had its status.
    func record(_ results: [WatchResult]) throws -> [WatchResult] {
        try create()
        return try alone {
            try session.transaction {
                let now: String = try session.value("SELECT CAST(\(clock) AS CHAR)") ?? ""
                return try results.map { result in
                    var result = result
                    try recordFindings(result, now)
                    result.since = try recordStatus(result, now)
                    return result
                }
            }
        }
    }

    /// Returns topics whose status has changed since it was last reported; before the first report, the status was
    /// good.
    func untold(_ results: [WatchResult]) throws -> [WatchChange] {
        try results.compactMap { result in
            let told: String? = try session.value(
                """
                SELECT status FROM \(names.watch) WHERE topic = \(result.topic.rawValue) AND told ORDER BY id DESC LIMIT 1
                """
            )
            let before = told.flatMap(WatchStatus.init(rawValue:)) ?? .ok
            return before == result.status ? nil : WatchChange(result: result, before: before)
        }
    }

    /// Records that the statuses of topics were reported.
    func recordTold(_ changes: [WatchChange]) throws {
        for change in changes {
            try session.execute(
                """
                UPDATE \(names.watch) SET told = TRUE WHERE topic = \(change.result.topic.rawValue)
                ORDER BY id DESC LIMIT 1
                """
            )
        }
    }

    private var clock: Statement { time.map { "CAST(\($0) AS DATETIME(0))" } ?? "CAST(UTC_TIMESTAMP() AS DATETIME(0))" }

    private func recordStatus(_ result: WatchResult, _ now: String) throws -> String {
        let topic = result.topic.rawValue
        let last = try session.firstRow(
            """
            SELECT id, status, found, told, CAST(since AS CHAR) AS since FROM \(names.watch) WHERE topic = \(topic)
            ORDER BY id DESC LIMIT 1
            """
        )
        let isAsBefore = try last.map { try $0.get("status", as: String.self) == result.status.rawValue } ?? false
        if let last, isAsBefore, try last.get("found", as: Int.self) == result.count {
            let id: UInt64 = try last.get("id")
            try session.execute("UPDATE \(names.watch) SET last_at = \(now), looks = looks + 1 WHERE id = \(id)")
            return try last.get("since")
        }
        let since = isAsBefore ? try last?.get("since", as: String.self) ?? now : now
        // An unchanged status need not be reported again, however much the number has changed.
        let told = isAsBefore ? try last?.get("told", as: Int.self) ?? 0 : 0
        try session.execute(
            """
            INSERT INTO \(names.watch) (topic, status, found, since, first_at, last_at, looks, told)
            VALUES (\(topic), \(result.status.rawValue), \(result.count), \(since), \(now), \(now), 1, \(told))
            """
        )
        return since
    }

    private func recordFindings(_ result: WatchResult, _ now: String) throws {
        let topic = result.topic.rawValue
        var present: [UInt64] = []
        for (name, items) in Dictionary(grouping: result.items, by: FindingName.init) {
            let found = items.reduce(0) { $0 + $1.count }
            let text = String((items.first?.finding.text ?? "").prefix(500))
            let id: UInt64? = try session.value(
                """
                SELECT id FROM \(names.findings) WHERE topic = \(topic) AND gone_at IS NULL
                AND version = \(name.version) AND check_name = \(name.check) AND table_name = \(name.table)
                AND identity = \(name.identity) LIMIT 1
                """
            )
            if let id {
                present.append(id)
                try session.execute(
                    "UPDATE \(names.findings) SET last_seen = \(now), found = \(found), text = \(text) WHERE id = \(id)"
                )
            } else {
                let result = try session.execute(
                    """
                    INSERT INTO \(names.findings)
                      (topic, version, check_name, table_name, identity, text, found, first_seen, last_seen)
                    VALUES (\(topic), \(name.version), \(name.check), \(name.table), \(name.identity), \(text), \(found),
                      \(now), \(now))
                    """
                )
                present.append(result.insertID)
            }
        }
        let others: Statement =
            present.isEmpty ? "TRUE" : "id NOT IN (\(raw: present.map(String.init).joined(separator: ", ")))"
        try session.execute(
            "UPDATE \(names.findings) SET gone_at = \(now) WHERE topic = \(topic) AND gone_at IS NULL AND \(others)"
        )
    }

    /// The identity of a finding.
    private struct FindingName: Hashable {
        let version: Int64
        let check: String
        let table: String
        /// The text without its numbers, which change from day to day.
        let identity: String

        init(_ item: WatchResult.Item) {
            version = item.version?.number ?? 0
            check = item.finding.check
            table = item.finding.table
            identity = String(item.finding.text.replacing(#/[0-9][0-9,]*/#, with: "#").prefix(500))
        }
    }

    /// Runs a body while no other watch records.
    private func alone<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try "suture-watch:" + String((names.schema ?? session.database ?? "").prefix(50))
        let isGot: Int? = try session.value("SELECT GET_LOCK(\(lock), 30)")
        guard isGot == 1 else {
            throw SutureError(
                .locked,
                "Another watch has been recording for 30 seconds.",
                remedy: "Run it again, or look what that one waits for.",
                outcome: .locked
            )
        }
        defer { _ = try? session.execute("DO RELEASE_LOCK(\(lock))") }
        return try body()
    }

    private func create() throws {
        guard try !exists() else { return }
        for definition in definitions { try session.execute(definition) }
    }

    private var definitions: [Statement] {
        let options: Statement = "\(OwnTable.options) COLLATE=utf8mb4_bin"
        return [
            """
            CREATE TABLE IF NOT EXISTS \(names.watch) (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, topic VARCHAR(16) NOT NULL,
              status VARCHAR(16) NOT NULL, found BIGINT UNSIGNED NOT NULL, since DATETIME NOT NULL,
              first_at DATETIME NOT NULL, last_at DATETIME NOT NULL, looks BIGINT UNSIGNED NOT NULL,
              told BOOLEAN NOT NULL DEFAULT FALSE, KEY by_topic (topic, id)
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.findings) (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, topic VARCHAR(16) NOT NULL,
              version BIGINT NOT NULL, check_name VARCHAR(64) NOT NULL, table_name VARCHAR(129) NOT NULL,
              identity VARCHAR(500) NOT NULL, text VARCHAR(500) NOT NULL, found BIGINT UNSIGNED NOT NULL,
              first_seen DATETIME NOT NULL, last_seen DATETIME NOT NULL, gone_at DATETIME NULL, KEY by_topic (topic, gone_at)
            ) \(options)
            """,
        ]
    }
}
