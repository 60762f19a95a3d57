/// The result of a watch for one topic.
public struct WatchResult: Sendable, Hashable, Encodable {
    /// One kind of inconsistency, and its source.
    public struct Item: Sendable, Hashable, Encodable {
        /// The version whose step has found it; nil if the watch itself has.
        public let version: MigrationVersion?
        /// The finding.
        public let finding: Finding

        /// Its count: the number of rows, or 1 for a problem without rows, such as a missing key.
        public var count: Int { max(1, finding.rows) }

        /// True if it is no more than a warning: no step repairs it, and a person has to decide.
        public var isWarning: Bool { finding.check == "role-mismatch" }
    }

    /// The topic.
    public let topic: WatchTopic
    /// The findings.
    public internal(set) var items: [Item]
    /// The status of the topic by its thresholds.
    public let status: WatchStatus
    /// The time since when it has had this status, UTC; nil if nothing is recorded.
    public internal(set) var since: String?

    /// The total count.
    public var count: Int { items.reduce(0) { $0 + $1.count } }

    init(topic: WatchTopic, items: [Item], thresholds: WatchThresholds) {
        self.topic = topic
        self.items = items
        let failing = items.filter { !$0.isWarning }.reduce(0) { $0 + $1.count }
        let all = items.reduce(0) { $0 + $1.count }
        status = max(thresholds.status(of: failing), min(thresholds.status(of: all), .warning))
    }
}
