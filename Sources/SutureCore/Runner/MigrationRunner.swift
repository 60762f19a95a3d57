import MySQLClient

/// Applies, verifies and takes back the migrations of a catalog on one database.
///
/// The runner works on one connection, on that connection's thread; while it writes, a second connection renews its lock.
/// A connection that is lost is replaced by another one, and the run goes on from what is stored. Whatever interrupts it,
/// running the same operation again goes on where it stopped.
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
    ///   - configuration: How to reach the same server again, for the heartbeat of the lock and after a loss.
    ///   - catalog: The migrations.
    ///   - settings: The settings of the run.
    ///   - isInterrupted: Asked before every chunk; true stops the run.
    ///   - observer: Told what happens, on the connection's thread.
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

    /// The connection that does the work: the one that was given, or the one that replaced it after a loss.
    public var connection: Connection { link.connection }

    /// Applies pending migrations, and goes on with interrupted ones.
    ///
    /// - Parameters:
    ///   - request: Which ones.
    ///   - backup: Called under the lock, when something is pending and nothing stands against it, before the first
    ///     change, with the run and the tables that it will change; returns the backup's file. When it throws, nothing
    ///     has been changed.
    /// - Returns: What was done.
    /// - Throws: `SutureError`; its outcome says whether anything was changed.
    public func up(
        _ request: UpRequest = UpRequest(),
        backup: ((RunOccasion) async throws -> String)? = nil
    ) async throws -> RunReport {
        // When nothing is pending no lock is needed, and a deployment of many hosts does not queue for it. One that a dead
        // runner left is taken, and given back.
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

    /// What `up` would change now; reads only.
    public func plan(to target: MigrationVersion? = nil) async throws -> [MigrationPlan] {
        try await read { scope in
            let pending = try Assessment(scope).pending(to: target)
            try Preflight(scope: scope).check(pending)
            return try Planning(scope: scope).plan(pending)
        }
    }

    /// The tables that `up` would change now, those that follow them by cascades, and their parents; reads only.
    ///
    /// - Returns: Their names, sorted; none when nothing is pending.
    /// - Throws: `SutureError.Code.affectedUnknown` when a step can change tables that cannot be foreseen.
    public func affectedTables() async throws -> [String] {
        try await read { scope in
            let pending = try Assessment(scope).pending(to: nil)
            return try AffectedTables(scope: scope).ofApplying(pending).get()
        }
    }

    /// Looks whether what the applied migrations promise is so; reads only.
    ///
    /// A step that cannot be looked at any more, as when its table is gone, is a finding.
    public func verify() async throws -> [MigrationVerification] {
        try await read { scope in
            let applied = try scope.history.present().filter { $0.value.state == .applied }
            return try Verification(scope: scope).verify(scope.catalog.all.filter { applied[$0.version] != nil })
        }
    }

    /// Looks for everything that the migrations of the catalog repair or require, applied or not; reads only.
    ///
    /// - Parameter showsValues: Whether findings carry values of rows, such as the names that occur more than once.
    /// - Returns: The findings of every version.
    /// - Throws: `SutureError` when a migration does not fit the schema.
    public func analyze(showsValues: Bool = false) async throws -> [MigrationVerification] {
        try await read { scope in
            try Preflight(scope: scope, superseded: scope.superseded()).check(scope.catalog.all)
            return try Verification(scope: scope).analyze(scope.catalog.all, showsValues: showsValues)
        }
    }

    /// Where every version stands.
    public func status() async throws -> [MigrationStatus] {
        try await read { try Assessment($0).statuses(pruned: JournalInventory(scope: $0).pruned()) }
    }

    /// Every application of a version, oldest first.
    public func history() async throws -> [HistoryEntry] {
        try await read { try $0.history.all() }
    }

    /// The schema that is to have the state tables, when it has none, so that no migration was ever applied; reads only.
    ///
    /// - Returns: Its name; nil when the tables are there.
    public func schemaWithoutState() async throws -> String? {
        try await read { scope in
            let tables = StateTables(session: scope.session, names: scope.names)
            return try tables.exist() ? nil : try scope.names.schema ?? scope.session.database
        }
    }

    /// What `down` would take back: the changes, the rows in conflict, and both by table; reads only.
    ///
    /// Definitions that were edited since are told with the rows, whatever the request wants done with them.
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

    /// Takes applied migrations back, from the journal.
    ///
    /// - Parameters:
    ///   - request: How far, and what to do with rows that were edited since.
    ///   - backup: Called under the lock before the first change, as in ``up(_:backup:)``.
    /// - Returns: What was taken back.
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
                    // An attempt whose connection was lost may have taken some of them back.
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
