/// What a run did, version by version.
public struct RunReport: Sendable, Encodable {
    /// What was done for one version.
    public struct Entry: Sendable, Encodable {
        /// The version.
        public let version: MigrationVersion
        /// The name.
        public let name: String
        /// The rows by table and kind of change, in the order in which they were changed first.
        public let changes: [PlannedChange]
        /// How long it took, in milliseconds.
        public let milliseconds: Int
    }

    /// The versions in the order in which they were done.
    public var migrations: [Entry] = []
    /// The file of the backup that was taken before, or nil.
    public var backup: String?
    /// Conflicts that were kept as they stand.
    public var kept = 0

    /// Rows by table and kind, over all versions.
    public var totals: [PlannedChange] {
        ChangeTotals.sum(migrations.flatMap(\.changes))
    }
}

/// Adds changes up by table and kind.
public enum ChangeTotals {
    /// One line for each table and kind of change, in the order of their first appearance; the names are dropped.
    public static func sum(_ changes: [PlannedChange]) -> [PlannedChange] {
        var order: [String] = []
        var sums: [String: PlannedChange] = [:]
        for change in changes {
            let key = "\(change.table) \(change.kind.rawValue)"
            if sums[key] == nil { order.append(key) }
            sums[key] = PlannedChange(
                name: "",
                table: change.table,
                kind: change.kind,
                rows: (sums[key]?.rows ?? 0) + change.rows
            )
        }
        return order.compactMap { sums[$0] }
    }
}

extension Duration {
    /// Whole milliseconds.
    public var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
