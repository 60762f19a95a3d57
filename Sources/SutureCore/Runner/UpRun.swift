import MySQLClient

/// The scope of an `up`.
public struct UpRequest: Sendable {
    /// The last version to apply, or nil for all.
    public var target: MigrationVersion?
    /// True to apply also versions older than the newest applied one.
    public var allowsOutOfOrder = false
    /// A test to run after all is applied; if it fails, the changes of this `up` are reverted.
    public var smoke: (any RunHook)?

    /// Requests all pending versions.
    public init() {}
}

/// Applies pending migrations.
struct UpRun {
    let scope: RunScope
    let request: UpRequest

    /// Checks for every predictable problem of the run, before anything is changed.
    ///
    /// - Returns: The migrations to apply.
    func preflight() throws -> [RegisteredMigration] {
        let assessment = try Assessment(scope)
        try assessment.requireNoDrift()
        let pending = try assessment.pending(to: request.target)
        if !request.allowsOutOfOrder {
            try assessment.requireOrder(of: pending)
        }
        for missing in assessment.statuses() where missing.state == .missing {
            let text = "Version \(missing.version) \(missing.name) is applied, and this build has no file for it."
            scope.guardian.report(.note(Note(.warning, .migrationMissing, text)))
        }
        try Preflight(scope: scope, isApplying: true).check(pending)
        if request.smoke != nil { try requireWayBack(pending) }
        return pending
    }

    /// Throws for pending migrations that a failed smoke test could not revert.
    private func requireWayBack(_ pending: [RegisteredMigration]) throws {
        for migration in pending {
            guard let step = migration.steps.first(where: { !$0.isReversible }) else { continue }
            throw SutureError(
                .irreversible,
                "A step of \(migration.title) (\(step.summary)) has no way back, should the smoke test fail.",
                remedy: "Apply the version without a smoke test, or give the step a way back."
            )
        }
    }

    /// Applies the migrations; resumes interrupted ones.
    func apply(_ pending: [RegisteredMigration], run: Int64, backup: String?) throws -> RunReport {
        var report = RunReport(backup: backup)
        for migration in pending {
            do {
                report.migrations.append(try apply(migration, run: run, backup: backup))
            } catch let error as SutureError where error.outcome == .refused {
                throw try told(error, in: migration, after: report)
            }
        }
        return report
    }

    /// Marks an error as a refusal only if nothing was changed before it, by earlier migrations or by earlier steps.
    private func told(
        _ error: SutureError,
        in migration: RegisteredMigration,
        after report: RunReport
    ) throws -> SutureError {
        let steps = try StepStore(session: scope.session, names: scope.names, version: migration.version).all()
        guard !report.migrations.isEmpty || !steps.isEmpty else { return error }
        var failed = error
        failed.outcome = .failed
        failed.details += report.migrations.map { "Applied before it: \($0.version) \($0.name)" }
        failed.details += steps.map { record in
            "\(record.state == .done ? "Applied" : "Begun") before it: step \(record.ordinal) of \(migration.title)"
        }
        return failed
    }

    /// Applies one migration, or resumes it if it was interrupted.
    func apply(_ migration: RegisteredMigration, run: Int64, backup: String?) throws -> RunReport.Entry {
        let clock = ContinuousClock()
        let start = clock.now
        var entry = try scope.history.present()[migration.version]
        if let entry, entry.state == .applied {
            // An earlier attempt has finished it, and its connection was lost then.
            try scope.hooks?.call(.afterMigration, .up, migration, in: scope)
            return try report(migration, milliseconds: entry.milliseconds)
        }
        if entry?.state == .reverting {
            // An interrupted rollback is finished first, so that the version begins from a known state.
            try DownRun.finish(migration.version, in: scope)
            // A maintenance is started again by its own command.
            if migration.isMaintenance { return try report(migration, milliseconds: 0) }
            entry = nil
        }
        let store = StepStore(session: scope.session, names: scope.names, version: migration.version)
        // The steps of a maintenance are recorded before the first of them is begun.
        let isResumed = try entry != nil && (!migration.isMaintenance || store.all().contains { $0.isTried })
        scope.guardian.report(
            .migrationStarted(version: migration.version, name: migration.name, isResumed: isResumed)
        )
        try scope.hooks?.call(.beforeMigration, .up, migration, in: scope)
        if entry == nil {
            try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
                try scope.history.begin(
                    migration,
                    state: .applying,
                    run: run,
                    settings: scope.settings,
                    backup: backup
                )
            }
            entry = try scope.history.present()[migration.version]
        }
        try scope.history.setNow(migration.version)
        let records = try store.all()
        for (position, step) in migration.steps.enumerated() {
            let context = scope.context(migration.version, step: position + 1)
            let isDone = records.contains { $0.ordinal == position + 1 && $0.state == .done }
            if isDone {
                try context.dropWorkspaces()
                if scope.hooks?.hasBegun(position + 1, of: migration.version, .up) == true {
                    try scope.hooks?.call(.afterStep, .up, migration, step: position + 1, in: scope)
                }
            } else {
                try apply(step, of: migration, context, position == 0 ? entry : nil)
            }
        }
        if let entry {
            try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
                try scope.history.move(entry, to: .applied, after: clock.now - start)
            }
        }
        let duration = clock.now - start
        scope.guardian.report(
            .migrationFinished(version: migration.version, name: migration.name, duration: duration)
        )
        try scope.hooks?.call(.afterMigration, .up, migration, in: scope)
        return try report(migration, milliseconds: duration.milliseconds)
    }

    /// Returns the changes of a version, in all of its attempts.
    private func report(_ migration: RegisteredMigration, milliseconds: Int) throws -> RunReport.Entry {
        let changes = try migration.steps.enumerated()
            .flatMap { try self.changes(of: $1, scope.context(migration.version, step: $0 + 1)) }
        return RunReport.Entry(
            version: migration.version,
            name: migration.name,
            changes: changes,
            milliseconds: milliseconds
        )
    }

    private func changes(of step: any Step, _ context: StepContext) throws -> [PlannedChange] {
        try context.journal.all().filter(\.hasRows).map(\.planned) + step.defined(context)
    }

    private func apply(
        _ step: any Step,
        of migration: RegisteredMigration,
        _ context: StepContext,
        _ first: HistoryEntry?
    ) throws {
        // An earlier attempt has changed nothing, and died while its record was being removed.
        if try context.steps.find(context.ordinal)?.state == .reverting { try step.revert(context) }
        let clock = ContinuousClock()
        let start = clock.now
        context.report(.stepStarted(summary: step.summary))
        do {
            try scope.hooks?.call(.beforeStep, .up, migration, step: context.ordinal, in: scope)
            try step.apply(context)
        } catch let error as SutureError where error.outcome == .refused {
            if !migration.isMaintenance { try forgetUntouched(context, isFirst: first != nil) }
            throw error
        } catch let error as MySQLError where error.isRefusal {
            // If that fails too, for example on a full disk, the next run does it.
            if !migration.isMaintenance { try? forgetRefused(step, context, first) }
            throw error
        }
        context.schemaChanged()
        let changes = try changes(of: step, context)
        context.report(.stepFinished(summary: step.summary, changes: changes, duration: clock.now - start))
        try scope.hooks?.call(.afterStep, .up, migration, step: context.ordinal, in: scope)
    }

    /// Removes the record of a step whose first statement the server refused: it is not applied, and its file may be
    /// fixed.
    private func forgetRefused(_ step: any Step, _ context: StepContext, _ first: HistoryEntry?) throws {
        guard try context.isBegun else {
            // The step itself was certain that nothing was changed.
            return try forgetUntouched(context, isFirst: first != nil)
        }
        guard step is any DataStep, try context.journal.all().allSatisfy({ $0.changedRows == 0 }) else { return }
        if let first { try move(first, to: .reverting) }
        try step.revert(context)
        if let first { try move(first, to: .reverted) }
    }

    private func move(_ entry: HistoryEntry, to state: HistoryEntry.State) throws {
        try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
            try scope.history.move(entry, to: state)
        }
    }

    /// Removes the record of a step that failed before it changed anything.
    private func forgetUntouched(_ context: StepContext, isFirst: Bool) throws {
        guard try context.journal.all().isEmpty else { return }
        try context.dropWorkspaces()
        try context.steps.remove(context.ordinal)
        if isFirst {
            try scope.session.execute(
                StateNames.delete(
                    from: scope.names.history,
                    where: "version = \(context.version.number) AND state = 'applying'"
                )
            )
        }
    }
}
