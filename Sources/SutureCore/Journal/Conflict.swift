/// A row that cannot be put back as it was, because somebody wrote since the migration changed it.
public struct Conflict: Sendable, Hashable {
    /// Why the row cannot be put back.
    public enum Reason: String, Sendable, CaseIterable {
        /// Columns that the migration wrote have other values now.
        case edited
        /// The row was deleted since.
        case deleted
        /// A row with the same key was added since.
        case occupied
        /// Another row has a unique value by now that the row would get back.
        case valueTaken = "value-taken"
        /// Rows that were added since refer to the row that would go.
        case referenced
        /// The row would refer to a row that is gone.
        case parentMissing = "parent-missing"
        /// The row that stayed in the place of this one was deleted since.
        case survivorDeleted = "survivor-deleted"

        /// Whether the row can be put back all the same, over what was written since.
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
    /// Why the row cannot be put back.
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

/// The conflicts of a rollback: how many, and the first of them.
public struct ConflictReport: Sendable {
    /// How many conflicts there are; a row that several changes touched can have several.
    public var count: Int { reasons.values.reduce(0, +) }
    /// How many rows are in conflict, each counted once.
    public internal(set) var rows = 0
    /// How many of them no policy but keeping settles.
    var unrestorableRows = 0
    /// How many conflicts there are for which reason.
    var reasons: [Conflict.Reason: Int] = [:]
    /// The first of them; never more than ``limit``.
    public var conflicts: [Conflict] = []
    /// What was edited since that is no row, such as triggers: an error for each step, as `down` refuses it.
    ///
    /// Only a plan has them here.
    public var definitions: [SutureError] = []
    /// The tables with rows in conflict.
    var tables: Set<String> = []

    /// Those that no policy but keeping settles.
    var unrestorable: ConflictReport {
        ConflictReport(
            rows: unrestorableRows,
            unrestorableRows: unrestorableRows,
            reasons: reasons.filter { !$0.key.isRestorable },
            conflicts: conflicts.filter { !$0.reason.isRestorable }
        )
    }

    /// How many conflicts are listed.
    public static let limit = 50
}
