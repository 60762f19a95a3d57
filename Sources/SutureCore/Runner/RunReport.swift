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
    /// How many rows a rollback left as they stand, each counted once.
    public var kept = 0
    /// Tables that keep rows as they stood before `--on-conflict restore` overwrote them.
    public var overwritten: [String] = []

    /// Rows by table and kind, over all versions.
    public var totals: [ChangeTotal] {
        ChangeTotal.sum(migrations.flatMap(\.changes))
    }
}

/// How many rows of one table are changed in one way, over all steps.
public struct ChangeTotal: Sendable, Hashable, Encodable {
    /// The table.
    public let table: String
    /// What is done to it.
    public let kind: ChangeKind
    /// How many rows.
    public let rows: Int

    /// One total for each table and kind of change, in the order of their first appearance; definitions are left out.
    public static func sum(_ changes: [PlannedChange]) -> [ChangeTotal] {
        struct Place: Hashable {
            let table: String
            let kind: ChangeKind
        }
        var order: [Place] = []
        var rows: [Place: Int] = [:]
        for change in changes where change.kind != .define {
            let place = Place(table: change.table, kind: change.kind)
            if rows[place] == nil { order.append(place) }
            rows[place, default: 0] += change.rows
        }
        return order.map { ChangeTotal(table: $0.table, kind: $0.kind, rows: rows[$0] ?? 0) }
    }
}

extension Duration {
    /// Whole milliseconds.
    public var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
