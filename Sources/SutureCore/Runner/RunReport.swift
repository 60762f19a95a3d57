/// The result of a run, version by version.
public struct RunReport: Sendable, Encodable {
    /// The result for one version.
    public struct Entry: Sendable, Encodable {
        /// The version.
        public let version: MigrationVersion
        /// The name.
        public let name: String
        /// The rows by table and kind of change, in the order of their first change.
        public let changes: [PlannedChange]
        /// The duration in milliseconds.
        public let milliseconds: Int
    }

    /// The versions in the order in which they were processed.
    public var migrations: [Entry] = []
    /// The file of the backup that was taken before, or nil.
    public var backup: String?
    /// The number of rows that a rollback left unchanged, each counted once.
    public var kept = 0
    /// Tables with copies of the rows that `--on-conflict restore` overwrote.
    public var overwritten: [String] = []

    /// The rows by table and kind, over all versions.
    public var totals: [ChangeTotal] {
        ChangeTotal.sum(migrations.flatMap(\.changes))
    }
}

/// The number of rows of one table that are changed in one way, over all steps.
public struct ChangeTotal: Sendable, Hashable, Encodable {
    /// The table.
    public let table: String
    /// The kind of change.
    public let kind: ChangeKind
    /// The number of rows.
    public let rows: Int

    /// Returns one total for each table and kind of change, in the order of their first appearance, without
    /// definitions.
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
    /// The whole milliseconds.
    public var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
