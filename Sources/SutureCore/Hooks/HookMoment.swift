/// What a hook is told: what happens, and where.
public struct HookMoment: Sendable, Encodable {
    /// The events at which hooks run.
    public enum Event: String, Sendable, Hashable, CaseIterable, Encodable {
        /// Something is pending, nothing stands against it, and nothing was changed yet.
        case beforeRun = "before_run"
        /// All is done.
        case afterRun = "after_run"
        /// A migration begins, or goes on.
        case beforeMigration = "before_migration"
        /// A migration has ended.
        case afterMigration = "after_migration"
        /// A step begins, or goes on.
        case beforeStep = "before_step"
        /// A step has ended.
        case afterStep = "after_step"
        /// The run has failed.
        case onFailure = "on_failure"
    }

    /// What the run does.
    public enum Direction: String, Sendable, Hashable, Encodable {
        /// Migrations are applied.
        case up
        /// Migrations are taken back.
        case down
    }

    /// Why a run has failed.
    public struct Failure: Sendable, Encodable {
        /// The stable code.
        public let code: String
        /// What went wrong, without values of rows; nil for an error of the server, whose words can hold some.
        public let message: String?
    }

    /// What happens.
    public let event: Event
    /// What the run does.
    public let direction: Direction
    /// The database that is migrated.
    public let database: String
    /// The version of the migration, when one is concerned.
    public internal(set) var version: MigrationVersion?
    /// The name of the migration.
    public internal(set) var name: String?
    /// The number of the step, from 1, when one is concerned.
    public internal(set) var step: Int?
    /// What the step does.
    public internal(set) var summary: String?
    /// Why the run has failed, at `on_failure`.
    public internal(set) var error: Failure?
    /// The number of the run, as `suture_history` has it.
    public private(set) var run: Int64?
    /// The run, and the tables that it will change.
    public internal(set) var occasion: RunOccasion? {
        didSet { run = occasion?.run }
    }

    private enum CodingKeys: String, CodingKey {
        case event, direction, database, version, name, step, summary, error, run
    }

    init(_ event: Event, _ direction: Direction, database: String) {
        self.event = event
        self.direction = direction
        self.database = database
    }
}
