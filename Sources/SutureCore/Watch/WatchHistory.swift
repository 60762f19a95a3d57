import MySQLClient

/// A topic whose status has changed since it was last reported.
public struct WatchChange: Sendable, Hashable, Encodable {
    /// The current result.
    public let result: WatchResult
    /// The status last reported.
    public let before: WatchStatus
}

/// The past statuses of topics, and the findings.
public struct WatchHistory: Sendable, Encodable {
    /// A period in which a topic had one status.
    public struct Period: Sendable, Hashable, Encodable {
        /// The topic.
        public let topic: WatchTopic
        /// The status.
        public let status: WatchStatus
        /// The number of findings.
        public let found: Int
        /// When a watch first found this status, UTC.
        public let from: String
        /// When a watch last found this status, UTC.
        public let to: String
        /// The number of watches in the period.
        public let looks: Int
        /// The two times as seconds since 1970.
        public let seconds: ClosedRange<Int>
    }

    /// A kind of inconsistency that was found once or more.
    public struct Entry: Sendable, Hashable, Encodable {
        /// The topic.
        public let topic: WatchTopic
        /// The version whose step has found it; nil if the watch itself has.
        public let version: MigrationVersion?
        /// The stable name of the check, such as `orphaned-rows`.
        public let check: String
        /// The table.
        public let table: String
        /// A description of the problem.
        public let text: String
        /// The number last found.
        public let found: Int
        /// The time when it was first found, UTC.
        public let firstSeen: String
        /// The time when it was last found, UTC.
        public let lastSeen: String
        /// The time when it was no longer found, UTC; nil while it exists.
        public let goneAt: String?
    }

    /// The periods, oldest first.
    public let periods: [Period]
    /// The findings, existing ones first.
    public let findings: [Entry]
}

extension WatchStore {
    /// Returns the last periods and findings.
    func history(limit: Int) throws -> WatchHistory {
        guard try exists() else { return WatchHistory(periods: [], findings: []) }
        let periods = try session.rows(
            """
            SELECT topic, status, found, CAST(first_at AS CHAR) AS f, CAST(last_at AS CHAR) AS l, looks,
              TIMESTAMPDIFF(SECOND, '1970-01-01', first_at) AS fs, TIMESTAMPDIFF(SECOND, '1970-01-01', last_at) AS ls
            FROM (SELECT * FROM \(names.watch) ORDER BY id DESC LIMIT \(raw: String(limit))) AS p ORDER BY id
            """
        )
        let findings = try session.rows(
            """
            SELECT topic, version, check_name, table_name, text, found, CAST(first_seen AS CHAR) AS f,
              CAST(last_seen AS CHAR) AS l, CAST(gone_at AS CHAR) AS g
            FROM \(names.findings) ORDER BY gone_at IS NOT NULL, gone_at DESC, id LIMIT \(raw: String(limit))
            """
        )
        return WatchHistory(
            periods: try periods.compactMap(WatchHistory.Period.init),
            findings: try findings.compactMap(WatchHistory.Entry.init)
        )
    }
}

extension WatchHistory.Period {
    /// Creates a period; nil for a topic that a newer version of Suture has recorded.
    fileprivate init?(row: Row) throws {
        guard
            let topic = WatchTopic(rawValue: try row.get("topic")),
            let status = WatchStatus(rawValue: try row.get("status"))
        else { return nil }
        let (first, last): (Int, Int) = try (row.get("fs"), row.get("ls"))
        self.init(
            topic: topic,
            status: status,
            found: try row.get("found"),
            from: try row.get("f"),
            to: try row.get("l"),
            looks: try row.get("looks"),
            seconds: first...max(first, last)
        )
    }
}

extension WatchHistory.Entry {
    /// Creates an entry; nil for a topic that a newer version of Suture has recorded.
    fileprivate init?(row: Row) throws {
        guard let topic = WatchTopic(rawValue: try row.get("topic")) else { return nil }
        let version: Int64 = try row.get("version")
        self.init(
            topic: topic,
            version: version == 0 ? nil : MigrationVersion(version),
            check: try row.get("check_name"),
            table: try row.get("table_name"),
            text: try row.get("text"),
            found: try row.get("found"),
            firstSeen: try row.get("f"),
            lastSeen: try row.get("l"),
            goneAt: try row.get("g", as: String?.self)
        )
    }
}
