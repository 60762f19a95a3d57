/// What a watch has found on one topic.
public struct WatchResult: Sendable, Hashable, Encodable {
    /// One kind of inconsistency, and who has looked for it.
    public struct Item: Sendable, Hashable, Encodable {
        /// The version whose step has found it; nil when the watch itself has.
        public let version: MigrationVersion?
        /// What was found.
        public let finding: Finding

        /// How much it counts: its rows, or 1 for something that has none, such as a key that is gone.
        public var count: Int { max(1, finding.rows) }

        /// Whether it is no more than a warning: what no step repairs, and a person has to settle.
        public var isWarning: Bool { finding.check == "role-mismatch" }
    }

    /// The topic.
    public let topic: WatchTopic
    /// What was found.
    public internal(set) var items: [Item]
    /// How the topic stands by its thresholds.
    public let status: WatchStatus
    /// Since when it has stood so, UTC; nil when nothing is recorded.
    public internal(set) var since: String?

    /// How much was found.
    public var count: Int { items.reduce(0) { $0 + $1.count } }

    init(topic: WatchTopic, items: [Item], thresholds: WatchThresholds) {
        self.topic = topic
        self.items = items
        let failing = items.filter { !$0.isWarning }.reduce(0) { $0 + $1.count }
        let all = items.reduce(0) { $0 + $1.count }
        status = max(thresholds.status(of: failing), min(thresholds.status(of: all), .warning))
    }
}
