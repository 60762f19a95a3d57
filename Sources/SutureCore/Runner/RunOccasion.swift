/// The run before whose first change a backup is taken, and the tables that it will change.
public struct RunOccasion: Sendable {
    /// The number of the run, as in the column `run` of `suture_history`.
    public let run: Int64
    /// The direction of the run.
    public let direction: HookMoment.Direction

    private let affected: Result<[String], SutureError>

    init(run: Int64, direction: HookMoment.Direction, affected: Result<[String], SutureError>) {
        self.run = run
        self.direction = direction
        self.affected = affected
    }

    /// Returns the tables that the run will change, those that follow them by cascades, and the parents of all these by
    /// foreign keys, sorted; without Suture's own tables, and without those of other schemas.
    ///
    /// - Throws: `SutureError.Code.affectedUnknown` when the changes of a step are unpredictable.
    public func affectedTables() throws -> [String] {
        try affected.get()
    }
}
