import MySQLClient

/// The shared state of every operation of a runner, on the connection's thread.
final class RunScope {
    let session: Session
    /// The migrations of the build, and the maintenances of the database.
    private(set) var catalog: MigrationCatalog
    let settings: RunSettings
    let names: StateNames
    let guardian: RunGuardian
    let schemaCache = SchemaCache()
    /// The hooks of a run that writes.
    var hooks: HookCalls?

    init(
        session: Session,
        catalog: MigrationCatalog,
        settings: RunSettings,
        gate: ReplicaGate? = nil,
        isInterrupted: @escaping @Sendable () -> Bool,
        observer: @escaping @Sendable (RunEvent) -> Void
    ) throws {
        self.session = session
        self.catalog = catalog
        self.settings = settings
        names = StateNames(schema: settings.stateSchema)
        guardian = RunGuardian(names: names, gate: gate, isInterrupted: isInterrupted, observer: observer)
        guard try session.database != nil else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        session.repeatsStatement = { [guardian] error, runs in
            try guardian.mayRepeat(after: error, runs: runs, retries: settings.retries)
        }
        // Staging reads without locks, and a chunk sees what is committed when it begins.
        try session.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        // A chunk that waits for the application's locks soon releases its own, and is tried again.
        try session.execute("SET SESSION innodb_lock_wait_timeout = 5")
        try SynchronizingTriggers.switchOff(in: session)
        for maintenance in try MaintenanceStore(session: session, names: names, catalog: catalog).all() {
            self.catalog.add(maintenance: maintenance)
        }
    }

    /// Adds a maintenance that is only planned to the catalog.
    func foresee(_ maintenance: RegisteredMigration) {
        catalog.add(maintenance: maintenance)
    }

    var history: HistoryStore {
        HistoryStore(session: session, names: names)
    }

    var schema: Schema {
        get throws { try schemaCache.schema(in: session) }
    }

    /// Returns the records of the steps of a migration that an interrupted run has started; none for any other
    /// migration.
    ///
    /// - Parameters:
    ///   - migration: The migration.
    ///   - present: The history, read once for all migrations.
    /// - Returns: The records.
    /// - Throws: `MySQLError`.
    func begun(_ migration: RegisteredMigration, in present: [MigrationVersion: HistoryEntry]) throws -> [StepRecord] {
        guard present[migration.version]?.state == .applying else { return [] }
        return try StepStore(session: session, names: names, version: migration.version).all()
    }

    /// Returns the steps that need not hold any more, each with the version that supersedes it.
    func superseded() throws -> [StepPlace: MigrationVersion] {
        let present = try history.present()
        return catalog.superseded { present[$0] != nil }
    }

    func context(
        _ version: MigrationVersion,
        step ordinal: Int,
        conflictPolicy: ConflictPolicy = .stop,
        showsValues: Bool = false
    ) -> StepContext {
        let migration = catalog.migration(version)?.make()
        return StepContext(
            session: session,
            version: version,
            ordinal: ordinal,
            settings: settings,
            guardian: guardian,
            schemaCache: schemaCache,
            acceptedTriggers: migration?.acceptedTriggers ?? [],
            repeated: (migration as? MaintenanceMigration)?.place(of: ordinal),
            conflictPolicy: conflictPolicy,
            showsValues: showsValues,
            earlierRepairs: { [self] in
                let steps = StepStore(session: session, names: names, version: version)
                return try EarlierRepair.all(in: catalog, before: ordinal, of: version, steps)
            }
        )
    }

    /// Creates the state tables and takes the lock, for a run that writes.
    func begin() throws -> Int64 {
        try WritableServer.require(session)
        do {
            let tables = StateTables(session: session, names: names)
            try tables.create()
            let fence = try lock.acquire(guardian)
            guardian.fence = fence
            return fence
        } catch let error as MySQLError where error.isReadOnlyServer {
            throw WritableServer.error(error.message)
        }
    }

    /// Resumes the lock that an earlier part of the same run holds.
    func resume(fence: Int64) {
        guardian.fence = fence
    }

    /// Records the resulting definitions, for a watch; a failure to read or write them does not fail the run.
    func recordDefinitions() throws {
        guard settings.recordsDefinitions else { return }
        do {
            try RecordedDefinitions(self).recordWhenStale()
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            // The next watch takes the definitions that it finds.
        }
    }

    func end(fence: Int64) throws {
        try lock.release(fence: fence)
    }

    /// The lock of the run.
    var lock: RunLock {
        RunLock(session: session, names: names, settings: settings)
    }
}
