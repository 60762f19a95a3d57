import MySQLClient

/// The settings of a run.
public struct RunSettings: Sendable {
    /// The schema of the state tables, or nil for the migrated one.
    public var stateSchema: String?
    /// The maximum number of rows in one chunk; the number in use adapts itself to `chunkTime`.
    public var chunkRows = 20_000
    /// The intended duration of one chunk.
    public var chunkTime: Duration = .milliseconds(500)
    /// The time to wait for another runner.
    public var lockTimeout: Duration = .seconds(60)
    /// The time for which the lock is valid without a heartbeat.
    public var lease: Duration = .seconds(30)
    /// The time for which a run tries to reconnect after its connection was lost; zero to disable.
    public var reconnectTimeout: Duration = .seconds(60)
    /// The number of retries of a chunk after a deadlock or a lock wait.
    public var retries = 10
    /// The time for which a DDL statement waits for the table, and blocks all later statements, before it is cancelled
    /// and retried; whole seconds, at least one.
    public var metadataLockTimeout: Duration = .seconds(2)
    /// The time for which others are let through before a DDL statement is retried; doubled each time, up to eightfold.
    public var metadataLockPause: Duration = .seconds(2)
    /// The number of retries of a DDL statement while its table is in use.
    public var metadataLockRetries = 10
    /// True to kill connections that block a DDL statement, after the first attempts.
    public var killsBlockers = false
    /// True to run each ALTER TABLE by the cheapest method that the server allows and report it; for rehearsals.
    public var findsDefinitionMethods = false
    /// The time that migrations record as their start and write as `@suture_now`; nil for the server's clock.
    ///
    /// In UTC, as `yyyy-mm-dd hh:mm:ss`. Two runs with the same time on the same data end in the same bytes.
    public var startTime: String?
    /// The maximum number of rounds that a step may take until it finds nothing more to do.
    public var rounds = 10
    /// The maximum number of rows that one version may change by its repairs, or nil for any number; more are refused
    /// before the round of a step in which they would be changed.
    public var maximumRows: Int?
    /// The host of the runner.
    public var host = "localhost"
    /// The process, host and account, shown to others as the owner of the lock.
    public var owner = "suture"
    /// The version of the program that runs the migrations.
    public var toolVersion = "unknown"

    /// True to record the definitions at the end of a run, so that a watch finds later changes by hand.
    public var recordsDefinitions = true

    /// The hooks for the events of `up` and `down`, which run while the lock is held.
    public var hooks = RunHooks()

    /// The replicas that must keep up with the run, each with one host.
    public var replicas: [ConnectionConfiguration] = []
    /// The maximum lag of a replica before the run waits for it.
    public var maximumLag: Duration = .seconds(5)
    /// The time for which the run waits for a replica that is behind or cannot be read.
    public var replicaTimeout: Duration = .seconds(600)

    /// Creates settings with the defaults above.
    public init() {}
}
