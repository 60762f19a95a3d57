import MySQLClient

/// A topic that stands another way than when somebody was last told of it.
public struct WatchChange: Sendable, Hashable, Encodable {
    /// How it stands now.
    public let result: WatchResult
    /// How it stood then.
    public let before: WatchStatus
}

/// How topics stood in the past, and what was found.
public struct WatchHistory: Sendable, Encodable {
    /// A time in which a topic stood one way.
    public struct Period: Sendable, Hashable, Encodable {
        /// The topic.
        public let topic: WatchTopic
        /// How it stood.
        public let status: WatchStatus
        /// How much was found.
        public let found: Int
        /// When a watch first found it so, UTC.
        public let from: String
        /// When a watch last found it so, UTC.
        public let to: String
        /// How many watches did.
        public let looks: Int
        /// The two times as seconds since 1970.
        public let seconds: ClosedRange<Int>
    }

    /// A kind of inconsistency that was found once or more.
    public struct Entry: Sendable, Hashable, Encodable {
        /// The topic.
        public let topic: WatchTopic
        /// The version whose step has found it; nil when the watch itself has.
        public let version: MigrationVersion?
        /// The stable name of the check, such as `orphaned-rows`.
        public let check: String
        /// The table.
        public let table: String
        /// What is wrong.
        public let text: String
        /// How much was last found.
        public let found: Int
        /// When it was first found, UTC.
        public let firstSeen: String
        /// When it was last found, UTC.
        public let lastSeen: String
        /// When it was no longer found, UTC; nil while it is there.
        public let goneAt: String?
    }

    /// The periods, oldest first.
    public let periods: [Period]
    /// The findings, those that are there still first.
    public let findings: [Entry]
}

extension WatchStore {
    /// The last periods and findings.
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
    /// Nil for a topic that a newer version of Suture has recorded.
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
    /// Nil for a topic that a newer version of Suture has recorded.
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
