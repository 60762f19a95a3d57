import MySQLClient

/// Checks topics; read-only.
struct Watch {
    let scope: RunScope
    let thresholds: [WatchTopic: WatchThresholds]

    /// Checks topics, in their order.
    func look(at topics: [WatchTopic]) throws -> [WatchResult] {
        let applied = try appliedMigrations()
        let promised = topics == [.drift] ? [:] : try promisedItems(of: applied)
        return try topics.map { topic in
            var items = promised[topic] ?? []
            switch topic {
            case .orphans: items += try declaredOrphans(beside: applied)
            case .drift: items += try RecordedDefinitions(scope).differences().map { item($0) }
            default: break
            }
            return WatchResult(topic: topic, items: items, thresholds: thresholds[topic] ?? WatchThresholds())
        }
    }

    private func appliedMigrations() throws -> [RegisteredMigration] {
        let applied = try scope.history.present().filter(\.value.state.isExpected)
        return scope.catalog.all.filter { applied[$0.version] != nil }
    }

    /// Returns the findings of the steps of applied versions.
    private func promisedItems(of applied: [RegisteredMigration]) throws -> [WatchTopic: [WatchResult.Item]] {
        let items = try Verification(scope: scope).watch(applied)
            .flatMap { migration in
                migration.findings.map { WatchResult.Item(version: migration.version, finding: $0) }
            }
        // A repair and the constraint after it find the same rows.
        var seen: Set<[String]> = []
        let unique = items.filter { seen.insert([$0.finding.check, $0.finding.table, $0.finding.text]).inserted }
        return Dictionary(grouping: unique) { WatchTopic(ofFinding: $0.finding.check) }
    }

    /// Returns rows that break a declared foreign key, as written by a program that had `foreign_key_checks` off.
    ///
    /// Keys of applied steps are excluded, as those check themselves.
    private func declaredOrphans(beside applied: [RegisteredMigration]) throws -> [WatchResult.Item] {
        let known = try verifiedKeys(applied)
        return try scope.schema.foreignKeys.filter { !known.contains([$0.table, $0.name]) }
            .sorted { ($0.table, $0.name) < ($1.table, $1.name) }
            .compactMap { key in
                let rows: Int = try scope.session.value(Self.orphans(of: key)) ?? 0
                guard rows > 0 else { return nil }
                let columns = key.columns.joined(separator: ", ")
                let text = "\(key.table).\(columns) names no row of \(key.parent), against \(key.name)"
                return item(Finding(check: "foreign-key-broken", table: key.table, text: text, rows: rows))
            }
    }

    /// Returns the tables and names of the foreign keys whose rows the steps of applied versions verify.
    private func verifiedKeys(_ applied: [RegisteredMigration]) throws -> Set<[String]> {
        var keys: Set<[String]> = []
        let superseded = try scope.superseded()
        for migration in applied {
            for (place, step) in migration.placedSteps {
                guard superseded[place] == nil, let step = step as? any DefinitionStep else { continue }
                // The table may be missing.
                guard let table = try scope.schema.find(step.table) else { continue }
                let names = try step.foreignKeys(scope.context(migration.version, step: place.ordinal))
                keys.formUnion(names.map { [table.name, $0] })
            }
        }
        return keys
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
