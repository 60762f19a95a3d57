/// A step that changes rows by journalled changes, chunk by chunk, and is reverted from the journal.
///
/// A kind of data step defines what is decided before the first write, which changes follow from it, and how to check
/// that it is done. Planning, applying, resuming and reverting come with the protocol.
public protocol DataStep: Step {
    /// True if the step is applied again, in rounds, until it finds nothing more to do.
    ///
    /// True for a repair: rows that the application adds meanwhile are found by the next round. False for a change that
    /// would do more each time, such as `price = price * 1.1`.
    var repeatsUntilClean: Bool { get }

    /// True if a maintenance applies the step again, long after it was first applied.
    ///
    /// True for the repair of an inconsistency, which may be written anew. False for a change that was intended once,
    /// such as the deletion of rows by their age.
    var repeatsInMaintenance: Bool { get }

    /// Decides what the step will do, in tables of the workspace, before its first write.
    ///
    /// - Returns: Notes for the reader; a blocker stops `up` before the step changes anything.
    func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note]

    /// Returns the changes, in the order in which they are made.
    ///
    /// They must depend only on the schema and on the workspace, since this is called again when an interrupted run
    /// resumes in the middle of them.
    func changes(_ workspace: Workspace, _ context: StepContext) throws -> [TableChange]
}

extension DataStep {
    /// By default, repairs are repeated until they find nothing.
    public var repeatsUntilClean: Bool { true }

    /// By default, a step is not repeated.
    public var repeatsInMaintenance: Bool { false }

    /// By default, decides nothing in advance.
    public func prepare(_ workspace: Workspace, _ context: StepContext) throws -> [Note] { [] }

    /// Checks that the tables exist and can be journalled.
    public func check(_ context: StepContext) throws {
        for name in try tables(in: context.schema).sorted() {
            try context.schema.table(name).requireRepairable()
        }
    }

    /// Prepares the step in temporary tables, and counts the rows of its changes.
    public func plan(_ context: StepContext) throws -> StepPlan {
        try check(context)
        let workspace = Workspace(context: context, round: 0, isPermanent: false)
        let notes = try prepare(workspace, context)
        let changes = try changes(workspace, context)
            .map { change in
                PlannedChange(
                    name: change.name,
                    table: change.table,
                    kind: change.kind,
                    rows: try change.count(in: context.session)
                )
            }
        return StepPlan(
            changes: changes.filter { $0.rows > 0 },
            notes: notes + (try FiredTriggers(context: context).notes(for: changes))
        )
    }

    /// Applies the changes in rounds, continuing from where the last attempt stopped.
    public func apply(_ context: StepContext) throws {
        try check(context)
        if try !context.isBegun {
            try context.chunk { try context.steps.begin(context.ordinal, step: self, payload: nil) }
        }
        try RepairRounds(step: self, context: context).run()
        try context.chunk { try context.steps.move(context.ordinal, to: .done) }
        try context.dropWorkspaces()
    }

    /// Reverts the changes from the journal, the last one first.
    public func revert(_ context: StepContext) throws {
        try context.dropWorkspaces()
        try context.revertFromJournal()
    }
}
