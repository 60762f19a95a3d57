import MySQLClient

/// Looks at topics; reads only.
struct Watch {
    let scope: RunScope
    let thresholds: [WatchTopic: WatchThresholds]

    /// Looks at topics, in their order.
    func look(at topics: [WatchTopic]) throws -> [WatchResult] {
        let promised = try promisedItems(for: topics)
        return try topics.map { topic in
            var items = promised[topic] ?? []
            switch topic {
            case .orphans: items += try declaredOrphans(beside: items)
            case .drift: items += try RecordedDefinitions(scope).differences().map { item($0) }
            default: break
            }
            return WatchResult(topic: topic, items: items, thresholds: thresholds[topic] ?? WatchThresholds())
        }
    }

    /// What the steps of applied versions find.
    private func promisedItems(for topics: [WatchTopic]) throws -> [WatchTopic: [WatchResult.Item]] {
        guard topics.contains(where: { $0 != .drift }) else { return [:] }
        let applied = try scope.history.present().filter { $0.value.state == .applied }
        let found = try Verification(scope: scope).verify(scope.catalog.all.filter { applied[$0.version] != nil })
        let items = found.flatMap { migration in
            migration.findings.map { WatchResult.Item(version: migration.version, finding: $0) }
        }
        // A repair and the constraint after it find the same rows.
        var seen: Set<Finding> = []
        return Dictionary(grouping: items.filter { seen.insert($0.finding).inserted }) {
            WatchTopic(ofFinding: $0.finding.check)
        }
    }

    /// Rows that break a declared foreign key: a program that had `foreign_key_checks` off has written them.
    private func declaredOrphans(beside items: [WatchResult.Item]) throws -> [WatchResult.Item] {
        try scope.schema.foreignKeys.sorted { ($0.table, $0.name) < ($1.table, $1.name) }
            .compactMap { key in
                let rows: Int = try scope.session.value(Self.orphans(of: key)) ?? 0
                let isKnown = items.contains { $0.finding.table == key.table && $0.finding.rows == rows }
                guard rows > 0, !isKnown else { return nil }
                let columns = key.columns.joined(separator: ", ")
                let text = "\(key.table).\(columns) names no row of \(key.parent), against \(key.name)"
                return item(Finding(check: "foreign-key-broken", table: key.table, text: text, rows: rows))
            }
    }

    private static func orphans(of key: ForeignKey) -> Statement {
        let joins = zip(key.columns, key.parentColumns)
            .map { "p.\(identifier: $1) = c.\(identifier: $0)" as Statement }
        let wanted = key.columns.map { "c.\(identifier: $0) IS NOT NULL" as Statement }
        return """
            SELECT COUNT(*) FROM \(key.quotedTable) AS c LEFT JOIN \(key.quotedParent) AS p
            ON \(joins.joined(separator: " AND "))
            WHERE \(wanted.joined(separator: " AND ")) AND p.\(identifier: key.parentColumns[0]) IS NULL
            """
    }

    private func item(_ finding: Finding) -> WatchResult.Item {
        WatchResult.Item(version: nil, finding: finding)
    }
}
