/// The event that a hook is called for, and its place.
public struct HookMoment: Sendable, Encodable {
    /// The events at which hooks run.
    public enum Event: String, Sendable, Hashable, CaseIterable, Encodable {
        /// Migrations are pending, no conflict was found, and nothing was changed yet.
        case beforeRun = "before_run"
        /// The run is complete.
        case afterRun = "after_run"
        /// A migration begins or resumes.
        case beforeMigration = "before_migration"
        /// A migration has ended.
        case afterMigration = "after_migration"
        /// A step begins or resumes.
        case beforeStep = "before_step"
        /// A step has ended.
        case afterStep = "after_step"
        /// The run has failed.
        case onFailure = "on_failure"
    }

    /// The direction of the run.
    public enum Direction: String, Sendable, Hashable, Encodable {
        /// Migrations are applied.
        case up
        /// Migrations are reverted.
        case down
    }

    /// The reason for a failed run.
    public struct Failure: Sendable, Encodable {
        /// The stable code.
        public let code: String
        /// The message, without values of rows; nil for an error of the server, whose words can hold some.
        public let message: String?
    }

    /// The event.
    public let event: Event
    /// The direction of the run.
    public let direction: Direction
    /// The database that is migrated.
    public let database: String
    /// The version of the migration, if one is concerned.
    public internal(set) var version: MigrationVersion?
    /// The name of the migration.
    public internal(set) var name: String?
    /// The number of the step, from 1, if one is concerned.
    public internal(set) var step: Int?
    /// A summary of the step.
    public internal(set) var summary: String?
    /// The reason for the failure, at `on_failure`.
    public internal(set) var error: Failure?
    /// The number of the run, as in `suture_history`.
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
