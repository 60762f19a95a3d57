import MySQLClient

/// Applies, verifies and reverts the migrations of a catalog on one database.
///
/// The runner works on one connection, on that connection's thread; while it writes, a second connection renews its
/// lock. A lost connection is replaced by another one, and the run continues from the stored state. After any
/// interruption, running the same operation again resumes it.
public struct MigrationRunner: Sendable {
    let link: RunConnection
    let catalog: MigrationCatalog
    var settings: RunSettings
    let gate: ReplicaGate?
    let isInterrupted: @Sendable () -> Bool
    let observer: @Sendable (RunEvent) -> Void

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - connection: The connection that does the work.
    ///   - configuration: The connection settings of the same server, for the heartbeat of the lock and after a loss.
    ///   - catalog: The migrations.
    ///   - settings: The settings of the run.
    ///   - isInterrupted: Called before every chunk; returns true to stop the run.
    ///   - observer: Receives events, on the connection's thread.
    public init(
        connection: Connection,
        configuration: ConnectionConfiguration,
        catalog: MigrationCatalog,
        settings: RunSettings = RunSettings(),
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        link = RunConnection(connection, configuration)
        self.catalog = catalog
        self.settings = settings
        gate = ReplicaGate(settings)
        self.isInterrupted = isInterrupted
        self.observer = observer
    }

    /// The connection that does the work: the given one, or its replacement after a loss.
    public var connection: Connection { link.connection }

    /// Applies pending migrations, and resumes interrupted ones.
    ///
    /// - Parameters:
    ///   - request: The versions to apply.
    ///   - backup: Called under the lock, when something is pending and no conflict was found, before the first change,
    ///   with the run and the tables that it will change; returns the backup's file. If it throws, nothing has been
    ///   changed.
    /// - Returns: The report of the run.
    /// - Throws: `SutureError`; its outcome shows whether anything was changed.
    public func up(
        _ request: UpRequest = UpRequest(),
        backup: ((RunOccasion) async throws -> String)? = nil
    ) async throws -> RunReport {
        // When nothing is pending no lock is needed, and a deployment of many hosts does not queue for it. A lock that
        // a dead runner left is taken and released.
        try await locked(unless: { scope in
            let isDone = try UpRun(scope: scope, request: request).preflight().isEmpty && !scope.lock.isAbandoned()
            return isDone ? RunReport() : nil
        }) { hold in
            let (pending, affected) = try await recovering(hold) { scope in
                try StateInspection(scope: scope).requireResumable()
                let pending = try UpRun(scope: scope, request: request).preflight()
                return (pending, try AffectedTables(scope: scope).ofApplying(pending))
            }
            guard !pending.isEmpty else { return RunReport() }
            let occasion = RunOccasion(run: hold.fence, direction: .up, affected: affected)
            return try await hooked(hold, occasion, backup) { file in
                let report = try await recovering(hold) { scope in
                    try UpRun(scope: scope, request: request).apply(pending, run: hold.fence, backup: file)
                }
                try await prove(report, request.smoke, hold)
                return report
            }
        }
    }

    /// Returns what `up` would change now; read-only.
    public func plan(to target: MigrationVersion? = nil) async throws -> [MigrationPlan] {
        try await read { scope in
            let pending = try Assessment(scope).pending(to: target)
            try Preflight(scope: scope).check(pending)
            return try Planning(scope: scope).plan(pending)
        }
    }

    /// Returns the tables that `up` would change now, those that follow them by cascades, and their parents; read-only.
    ///
    /// - Returns: Their names, sorted; none if nothing is pending.
    /// - Throws: `SutureError.Code.affectedUnknown` when the changes of a step are unpredictable.
    public func affectedTables() async throws -> [String] {
        try await read { scope in
            let pending = try Assessment(scope).pending(to: nil)
            return try AffectedTables(scope: scope).ofApplying(pending).get()
        }
    }

    /// Checks that the database still satisfies every applied migration; read-only.
    ///
    /// Versions that `baseline` marked as applied are checked too.
    /// A step that cannot be checked any more, for example because its table is missing, is a finding.
    public func verify() async throws -> [MigrationVerification] {
        try await read { scope in
            let taken = try scope.history.present().filter(\.value.state.isExpected)
            return try Verification(scope: scope).verify(scope.catalog.all.filter { taken[$0.version] != nil })
        }
    }

    /// Looks for everything that the migrations of the catalog repair or require, applied or not; read-only.
    ///
    /// - Parameter showsValues: True to include values of rows in the findings, such as names that occur more than
    ///   once.
    /// - Returns: The findings of every version.
    /// - Throws: `SutureError` when a migration does not fit the schema.
    public func analyze(showsValues: Bool = false) async throws -> [MigrationVerification] {
        try await read { scope in
            try Preflight(scope: scope, superseded: scope.superseded(), skipsHidden: true).check(scope.catalog.all)
            return try Verification(scope: scope).analyze(scope.catalog.all, showsValues: showsValues)
        }
    }

    /// Returns the state of every version.
    public func status() async throws -> [MigrationStatus] {
        try await read { try Assessment($0).statuses(pruned: JournalInventory(scope: $0).pruned()) }
    }

    /// Returns every application of a version, oldest first.
    public func history() async throws -> [HistoryEntry] {
        try await read { try $0.history.all() }
    }

    /// Returns the schema for the state tables if it has none yet, so that no migration was ever applied; read-only.
    ///
    /// - Returns: Its name; nil if the tables exist.
    public func schemaWithoutState() async throws -> String? {
        try await read { scope in
            let tables = StateTables(session: scope.session, names: scope.names)
            return try tables.exist() ? nil : try scope.names.schema ?? scope.session.database
        }
    }

    /// Returns what `down` would revert: the changes, the rows in conflict, and both by table; read-only.
    ///
    /// Definitions that were edited since are reported with the rows, whatever conflict policy the request has.
    public func planDown(_ request: DownRequest) async throws -> (
        migrations: [RunReport.Entry], conflicts: ConflictReport, tables: [RollbackTable]
    ) {
        var request = request
        request.conflictPolicy = .stop
        return try await read { [request] scope in
            let run = DownRun(scope: scope, request: request, isPlan: true)
            let versions = try run.versions()
            try StateInspection(scope: scope).require(for: Set(versions), isLocked: false)
            let (entries, conflicts) = try run.preflight(versions)
            return (try run.plan(versions), conflicts, try run.tables(versions, entries, conflicts))
        }
    }

    /// Reverts applied migrations, from the journal.
    ///
    /// - Parameters:
    ///   - request: The versions to revert, and the treatment of rows that were edited since.
    ///   - backup: Called under the lock before the first change, as in ``up(_:backup:)``.
    /// - Returns: The report of the run.
    /// - Throws: `SutureError`; with the outcome `.refused` nothing has been changed.
    public func down(
        _ request: DownRequest,
        backup: ((RunOccasion) async throws -> String)? = nil
    ) async throws -> RunReport {
        try await locked(unless: { scope in
            let isDone = try DownRun(scope: scope, request: request).versions().isEmpty && !scope.lock.isAbandoned()
            return isDone ? RunReport() : nil
        }) { hold in
            let planned = try await recovering(hold) { scope in
                let run = DownRun(scope: scope, request: request)
                let versions = try run.versions()
                try StateInspection(scope: scope).require(for: Set(versions), isLocked: true)
                let conflicts = try run.preflight(versions).conflicts
                if conflicts.count > 0, request.conflictPolicy == .stop {
                    try run.settle(versions, [], conflicts)
                }
                return (
                    migrations: try run.plan(versions),
                    affected: try AffectedTables(scope: scope).ofTakingBack(versions)
                )
            }
            guard !planned.migrations.isEmpty else { return RunReport() }
            let occasion = RunOccasion(run: hold.fence, direction: .down, affected: planned.affected)
            return try await hooked(hold, occasion, backup) { file in
                let (durations, taken) = (RunDurations(), TakenBack())
                var report = try await recovering(hold) { scope in
                    let run = DownRun(scope: scope, request: request)
                    // An attempt whose connection was lost may have reverted some of them.
                    let present = try scope.history.present()
                    let versions = planned.migrations.map(\.version).filter { present[$0] != nil }
                    let (entries, conflicts) = try run.preflight(versions)
                    taken.note(keptRows: try run.settle(versions, entries, conflicts))
                    return try run.revert(planned.migrations, durations, taken)
                }
                report.backup = file
                report.kept = taken.keptRows
                return report
            }
        }
    }
}
