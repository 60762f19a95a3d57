/// A row that cannot be restored as it was, because it was written to since the migration changed it.
public struct Conflict: Sendable, Hashable {
    /// The reason why the row cannot be restored.
    public enum Reason: String, Sendable, CaseIterable {
        /// Columns that the migration wrote have other values now.
        case edited
        /// The row was deleted since.
        case deleted
        /// A row with the same key was added since.
        case occupied
        /// Another row now has a unique value that the row would get back.
        case valueTaken = "value-taken"
        /// Rows added since refer to the row that would be removed.
        case referenced
        /// The row would refer to a missing row.
        case parentMissing = "parent-missing"
        /// The survivor of this duplicate was deleted since.
        case survivorDeleted = "survivor-deleted"

        /// True if the row can be restored all the same, by overwriting later writes.
        var isRestorable: Bool { [.edited, .occupied, .survivorDeleted].contains(self) }
    }

    /// The version that changed the row.
    public let version: MigrationVersion
    /// The table.
    public let table: String
    /// The primary key of the row.
    public let key: String
    /// The columns concerned.
    public let columns: [String]
    /// The reason why the row cannot be restored.
    public let reason: Reason
    /// The primary key of the row of the same table that has the row's unique value, or nil.
    public var occupant: String?

    /// The conflict in one line.
    public var text: String {
        let concerned = columns.isEmpty ? "" : " (\(columns.joined(separator: ", ")))"
        let holder = occupant.map { " by \(table) \($0)" } ?? ""
        return "\(table) \(key): \(reason.rawValue) since\(concerned)\(holder), version \(version)"
    }
}

/// The conflicts of a rollback: the number, and the first of them.
public struct ConflictReport: Sendable {
    /// The number of conflicts; a row that several changes touched can have several.
    public var count: Int { reasons.values.reduce(0, +) }
    /// The number of rows in conflict, each counted once.
    public internal(set) var rows = 0
    /// The number of rows that only the policy `keep` resolves.
    var unrestorableRows = 0
    /// The number of conflicts by reason.
    var reasons: [Conflict.Reason: Int] = [:]
    /// The first conflicts; never more than ``limit``.
    public var conflicts: [Conflict] = []
    /// Later edits of things other than rows, such as triggers: an error for each step, as `down` throws it.
    ///
    /// Only a plan has them here.
    public var definitions: [SutureError] = []
    /// The tables with rows in conflict.
    var tables: Set<String> = []

    /// The conflicts that only the policy `keep` resolves.
    var unrestorable: ConflictReport {
        ConflictReport(
            rows: unrestorableRows,
            unrestorableRows: unrestorableRows,
            reasons: reasons.filter { !$0.key.isRestorable },
            conflicts: conflicts.filter { !$0.reason.isRestorable }
        )
    }

    /// The maximum number of conflicts in the list.
    public static let limit = 50
}
