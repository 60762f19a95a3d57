/// What a data step does to the rows of a table.
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

/// One line of a plan: how many rows of one table are changed in one way, and why.
public struct PlannedChange: Sendable, Hashable, Encodable {
    /// What the change is for, such as `re-point courses.institution_id`.
    public let name: String
    /// The table.
    public let table: String
    /// What is done to it.
    public let kind: ChangeKind
    /// How many rows; for a change of the definition, 0.
    public let rows: Int

    /// Creates a line of a plan.
    public init(name: String, table: String, kind: ChangeKind, rows: Int) {
        self.name = name
        self.table = table
        self.kind = kind
        self.rows = rows
    }
}

/// What a step would change now.
public struct StepPlan: Sendable {
    /// The changes in the order in which they would be made; those of no rows are left out.
    public var changes: [PlannedChange]
    /// What a person should know before.
    public var notes: [Note]

    /// Creates a plan.
    public init(changes: [PlannedChange] = [], notes: [Note] = []) {
        self.changes = changes
        self.notes = notes
    }
}
