import MySQLClient

/// What a run may be told from outside.
public struct RunSettings: Sendable {
    /// The schema of the state tables, or nil for the one that is migrated.
    public var stateSchema: String?
    /// The most rows of one chunk; the number in use adapts itself to `chunkTime`.
    public var chunkRows = 20_000
    /// How long one chunk should take.
    public var chunkTime: Duration = .milliseconds(500)
    /// How long to wait for another runner.
    public var lockTimeout: Duration = .seconds(60)
    /// How long the lock holds without a heartbeat.
    public var lease: Duration = .seconds(30)
    /// How long a run tries to connect again after its connection was lost; zero for not at all.
    public var reconnectTimeout: Duration = .seconds(60)
    /// How often a chunk is tried again after a deadlock or a lock wait.
    public var retries = 10
    /// How long a DDL statement waits for the table, and holds up all who come after it, before it is given up and tried
    /// again; whole seconds, at least one.
    public var metadataLockTimeout: Duration = .seconds(2)
    /// How long others are let through before a DDL statement is tried again; doubled each time, up to eight times as long.
    public var metadataLockPause: Duration = .seconds(2)
    /// How often a DDL statement is tried again while its table is in use.
    public var metadataLockRetries = 10
    /// Whether connections that keep a DDL statement from its table are killed after the first attempts.
    public var killsBlockers = false
    /// Whether each ALTER TABLE is run by the cheapest method that the server allows, which is told; for rehearsals.
    public var findsDefinitionMethods = false
    /// The time that migrations record as their start and write as `@suture_now`; nil for the server's clock.
    ///
    /// In UTC, as `yyyy-mm-dd hh:mm:ss`. Two runs with the same time on the same data end in the same bytes.
    public var startTime: String?
    /// How many rounds a step may take until it finds nothing more to do.
    public var rounds = 10
    /// The most rows that one version may change by its repairs, or nil for any number; more are refused before the round of
    /// a step in which they would be changed.
    public var maximumRows: Int?
    /// The host that the runner runs on.
    public var host = "localhost"
    /// The process, host and account, as others see who holds the lock.
    public var owner = "suture"
    /// The version of the program that runs the migrations.
    public var toolVersion = "unknown"

    /// Whether the definitions that a run leaves are recorded at its end, so that a watch finds what is changed by hand since.
    public var recordsDefinitions = true

    /// What runs at the events of `up` and `down`, while they hold the lock.
    public var hooks = RunHooks()

    /// The replicas that must keep up with the run, each with one host.
    public var replicas: [ConnectionConfiguration] = []
    /// How far a replica may be behind before the run waits for it.
    public var maximumLag: Duration = .seconds(5)
    /// How long the run waits for a replica that is behind or cannot be read.
    public var replicaTimeout: Duration = .seconds(600)

    /// Creates settings with the defaults above.
    public init() {}
}
