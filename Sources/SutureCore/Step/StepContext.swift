import MySQLClient

/// The environment of a step: the session, the schema, its place in the run, and the state of its last attempt.
///
/// Use a context only on the connection's thread.
public final class StepContext {
    /// The session for all work.
    public let session: Session
    /// The version of the migration.
    public let version: MigrationVersion
    /// The step's place in the migration, from 1.
    public let ordinal: Int
    /// The settings of the run.
    public let settings: RunSettings
    /// The names of the state tables.
    public let names: StateNames
    /// The treatment of rows that were edited since.
    public let conflictPolicy: ConflictPolicy
    /// True if findings may show values of rows, which a person must request.
    public let showsValues: Bool

    /// The triggers that the migration accepts, although they write to other tables.
    let acceptedTriggers: [String]
    /// The earlier data step that is repeated at the place of this step; otherwise nil.
    let repeated: StepPlace?
    /// Returns the data steps that were applied before this step.
    let findEarlierRepairs: () throws -> [EarlierRepair]
    let guardian: RunGuardian
    /// The number of rows left to the next round, since an application had taken a unique value which they would get.
    var rowsLeft = 0
    private let schemaCache: SchemaCache

    init(
        session: Session,
        version: MigrationVersion,
        ordinal: Int,
        settings: RunSettings,
        guardian: RunGuardian,
        schemaCache: SchemaCache,
        acceptedTriggers: [String] = [],
        repeated: StepPlace? = nil,
        conflictPolicy: ConflictPolicy = .stop,
        showsValues: Bool = false,
        earlierRepairs: @escaping () throws -> [EarlierRepair] = { [] }
    ) {
        self.session = session
        self.version = version
        self.ordinal = ordinal
        self.settings = settings
        self.names = StateNames(schema: settings.stateSchema)
        self.acceptedTriggers = acceptedTriggers
        self.guardian = guardian
        self.schemaCache = schemaCache
        self.conflictPolicy = conflictPolicy
        self.showsValues = showsValues
        self.repeated = repeated
        findEarlierRepairs = earlierRepairs
    }

    /// Returns the context for repeating an earlier repair: the place of this step, with the accepted triggers of the
    /// repair's migration.
    func repeating(_ repair: EarlierRepair) -> StepContext {
        StepContext(
            session: session,
            version: version,
            ordinal: ordinal,
            settings: settings,
            guardian: guardian,
            schemaCache: schemaCache,
            acceptedTriggers: repair.acceptedTriggers,
            repeated: repair.place
        )
    }

    /// The schema as last read; read again after a change of a definition.
    public var schema: Schema {
        get throws { try schemaCache.schema(in: session) }
    }

    /// True if the run holds the lock, and may write.
    public var isWriting: Bool { guardian.fence != nil }

    /// Discards the cached schema.
    public func schemaChanged() {
        schemaCache.forget()
    }

    /// Reports an event to the observer.
    public func report(_ event: RunEvent) {
        guardian.report(event)
    }

    /// Throws when the run was asked to stop, or when another runner has taken it over; waits for replicas that are
    /// behind.
    public func checkpoint() throws {
        try guardian.checkInterruption()
        try guardian.waitForReplicas()
        try guardian.checkFence(session)
    }

    /// Applies one journalled change, continuing from where the last attempt stopped.
    ///
    /// - Parameters:
    ///   - change: The change.
    ///   - ordinal: Its place among the changes of the step, from 1; the same on every call.
    /// - Returns: The changes of all attempts.
    /// - Throws: `SutureError` when the rows cannot be journalled, `MySQLError` when the server refuses.
    @discardableResult
    public func perform(_ change: TableChange, ordinal: Int) throws -> PlannedChange {
        try ChangeExecutor(context: self).apply(change, round: 1, ordinal: ordinal)
    }

    var steps: StepStore {
        StepStore(session: session, names: names, version: version)
    }

    var journal: JournalStore {
        JournalStore(session: session, names: names, version: version, step: ordinal)
    }

    /// Runs one short transaction that checks the fence, and retries it after a deadlock or a lock wait.
    ///
    /// - Parameter body: Does the chunk's work; it must leave nothing behind outside the database when it throws.
    /// - Returns: The result of the body.
    /// - Throws: The errors of the body; `SutureError` when the run was interrupted or taken over.
    public func chunk<Result>(_ body: () throws -> Result) throws -> Result {
        try guardian.chunk(session, retries: settings.retries, body)
    }

    /// Runs one short transaction like ``chunk(_:)``, with fewer rows after each failure.
    ///
    /// A large chunk conflicts with the application's writes again and again, most of all on a cluster, which detects
    /// that only at its end.
    func chunk<Result>(shrinking rows: UInt64, _ body: (_ rows: UInt64) throws -> Result) throws -> Result {
        defer { guardian.rows = nil }
        return try guardian.chunk(session, retries: settings.retries) { failures in
            let fewer = min(max(1, rows >> UInt64(failures)), guardian.mostRows ?? rows)
            guardian.rows = fewer
            return try body(fewer)
        }
    }

    /// Lets a statement that writes any number of rows replicate in fragments, on a cluster.
    ///
    /// Otherwise it would be one write set, which stalls all nodes while they apply it, or is refused for its size.
    func inFragments<Result>(_ body: () throws -> Result) throws -> Result {
        guard session.server.isClusterNode else { return try body() }
        let size: Statement = "\(raw: String(settings.chunkRows))"
        try session.execute("SET SESSION wsrep_trx_fragment_unit = 'rows', wsrep_trx_fragment_size = \(size)")
        defer { _ = try? session.execute("SET SESSION wsrep_trx_fragment_size = 0") }
        return try body()
    }
}

/// The schema, read on first use.
final class SchemaCache {
    private var cached: Schema?

    func schema(in session: Session) throws -> Schema {
        if let cached { return cached }
        let schema = try Schema.read(in: session)
        cached = schema
        return schema
    }

    func forget() {
        cached = nil
    }
}
