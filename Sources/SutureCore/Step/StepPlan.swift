/// The kind of change to the rows of a table.
public enum ChangeKind: String, Sendable, Hashable, CaseIterable, Encodable {
    /// Rows are added.
    case insert
    /// Rows are changed.
    case update
    /// Rows are removed.
    case delete
    /// The table's definition is changed.
    case define
}

/// One line of a plan: the number of rows of one table that are changed in one way, and the purpose.
public struct PlannedChange: Sendable, Hashable, Encodable {
    /// The purpose of the change, such as `re-point courses.institution_id`.
    public let name: String
    /// The table.
    public let table: String
    /// The kind of change.
    public let kind: ChangeKind
    /// The number of rows; 0 for a change of the definition.
    public let rows: Int

    /// Creates a line of a plan.
    public init(name: String, table: String, kind: ChangeKind, rows: Int) {
        self.name = name
        self.table = table
        self.kind = kind
        self.rows = rows
    }
}

/// The changes that a step would make now.
public struct StepPlan: Sendable {
    /// The changes in their order, without those of no rows.
    public var changes: [PlannedChange]
    /// Notes for the reader.
    public var notes: [Note]

    /// Creates a plan.
    public init(changes: [PlannedChange] = [], notes: [Note] = []) {
        self.changes = changes
        self.notes = notes
    }
}
