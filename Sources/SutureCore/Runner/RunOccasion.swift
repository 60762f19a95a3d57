/// The run before whose first change a backup is taken, and the tables that it will change.
public struct RunOccasion: Sendable {
    /// The number of the run, as `suture_history` has it in `run`.
    public let run: Int64
    /// What the run does.
    public let direction: HookMoment.Direction

    private let affected: Result<[String], SutureError>

    init(run: Int64, direction: HookMoment.Direction, affected: Result<[String], SutureError>) {
        self.run = run
        self.direction = direction
        self.affected = affected
    }

    /// The tables that the run will change, those that follow them by cascades, and the parents of all these by foreign
    /// keys, sorted; without Suture's own tables, and without those of other schemas.
    ///
    /// - Throws: `SutureError.Code.affectedUnknown` when a step can change tables that cannot be foreseen.
    public func affectedTables() throws -> [String] {
        try affected.get()
    }
}
