import MySQLClient

/// Reverts applied migrations.
struct DownRun {
    let scope: RunScope
    let request: DownRequest
    /// True to report definitions that were edited since together with the rows in conflict, instead of throwing.
    var isPlan = false

    /// Returns the versions that the request names, the newest first.
    func versions() throws -> [MigrationVersion] {
        let present = try scope.history.present()
        let newestFirst = present.keys.sorted(by: >)
        switch request.extent {
        case .steps(let count):
            return Array(newestFirst.prefix(count))
        case .to(let version):
            guard version.number == 0 || present[version] != nil else {
                throw SutureError(
                    .unknownVersion,
                    "Version \(version) is not applied.",
                    remedy: "See suture history; --to 0 takes everything back."
                )
            }
            return newestFirst.filter { $0 > version }
        case .lastRun:
            let last = present.values.map(\.run).max()
            return newestFirst.filter { present[$0]?.run == last }
        }
    }

    /// Returns the changes of reverting the versions.
    func plan(_ versions: [MigrationVersion]) throws -> [RunReport.Entry] {
        try versions.map { version in
            RunReport.Entry(
                version: version,
                name: scope.catalog.migration(version)?.name ?? "",
                changes: try journal(of: version).filter(\.hasRows).reversed().map(\.undo),
                milliseconds: 0
            )
        }
    }

    /// Returns the changes of reverting a version when the marked rows remain unchanged.
    private func changesWithoutKept(_ version: MigrationVersion) throws -> [PlannedChange] {
        try journal(of: version).filter(\.hasRows).reversed()
            .compactMap { entry in
                let kept: Int =
                    try scope.session.value(
                        "SELECT COUNT(*) FROM \(scope.names.table(entry.journalTable)) WHERE \(identifier: JournalColumn.kept)"
                    ) ?? 0
                let undo = entry.undo
                guard undo.rows > kept else { return nil }
                return PlannedChange(name: undo.name, table: undo.table, kind: undo.kind, rows: undo.rows - kept)
            }
    }

    func journal(of version: MigrationVersion) throws -> [JournalEntry] {
        try scope.session
            .rows(
                "SELECT * FROM \(scope.names.journal) WHERE version = \(version.number) ORDER BY step, round, ordinal"
            )
            .map(JournalEntry.init(row:))
    }

    /// Reverts versions, the newest first; skips those that an earlier attempt has reverted.
    ///
    /// - Parameters:
    ///   - planned: The versions with the changes of reverting them, as planned before the first attempt.
    ///   - durations: The duration of each so far.
    ///   - taken: The changes of each if rows remain unchanged, noted by the first attempt that reached it.
    /// - Returns: The changes of all attempts.
    /// - Throws: `SutureError` when rows were edited meanwhile, `MySQLError` when the server refuses.
    @discardableResult
    func revert(_ planned: [RunReport.Entry], _ durations: RunDurations, _ taken: TakenBack = TakenBack()) throws
        -> RunReport
    {
        var report = RunReport()
        for version in planned.map(\.version) {
            guard let migration = scope.catalog.migration(version),
                let entry = try scope.history.present()[version]
            else { continue }
            let start = ContinuousClock.now
            defer { durations.add(ContinuousClock.now - start, for: version) }
            if request.conflictPolicy == .keep { try taken.note(version) { try changesWithoutKept(version) } }
            try revert(migration, entry)
            let duration = ContinuousClock.now - start
            scope.guardian.report(.migrationFinished(version: version, name: migration.name, duration: duration))
        }
        report.migrations = planned.map { entry in
            RunReport.Entry(
                version: entry.version,
                name: entry.name,
                changes: taken.changes(of: entry.version) ?? entry.changes,
                milliseconds: durations[entry.version].milliseconds
            )
        }
        report.overwritten = try overwrittenTables(of: planned.map(\.version))
        return report
    }

    /// Finishes an interrupted revert.
    static func finish(_ version: MigrationVersion, in scope: RunScope) throws {
        let rollback = DownRun(scope: scope, request: DownRequest())
        try rollback.revert(rollback.plan([version]), RunDurations())
    }

    private func revert(_ migration: RegisteredMigration, _ entry: HistoryEntry) throws {
        let version = migration.version
        scope.guardian.report(
            .migrationStarted(version: version, name: migration.name, isResumed: entry.state == .reverting)
        )
        try scope.hooks?.call(.beforeMigration, .down, migration, in: scope)
        scope.hooks?.noteChange()
        if entry.state != .reverting {
            try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
                try scope.history.move(entry, to: .reverting)
            }
        }
        let steps = migration.steps
        let records = try StepStore(session: scope.session, names: scope.names, version: version).all()
        for record in records.reversed() where steps.indices.contains(record.ordinal - 1) {
            let step = steps[record.ordinal - 1]
            scope.guardian.report(.stepStarted(summary: "undo \(step.summary)"))
            try scope.hooks?.call(.beforeStep, .down, migration, step: record.ordinal, in: scope)
            let context = context(version, step: record.ordinal)
            try step.revert(context)
            context.schemaChanged()
            try scope.hooks?.call(.afterStep, .down, migration, step: record.ordinal, in: scope)
        }
        try scope.guardian.chunk(scope.session, retries: scope.settings.retries) {
            try scope.history.move(entry, to: .reverted)
        }
        try scope.hooks?.call(.afterMigration, .down, migration, in: scope)
    }

    func context(_ version: MigrationVersion, step ordinal: Int) -> StepContext {
        scope.context(version, step: ordinal, conflictPolicy: request.conflictPolicy)
    }

    private func overwrittenTables(of versions: [MigrationVersion]) throws -> [String] {
        guard request.conflictPolicy == .restore else { return [] }
        let schema = try scope.names.schema ?? scope.session.database ?? ""
        let prefixes = versions.map { "\(RevertStatements.overwrittenPrefix)\($0)_" }
        return try scope.session
            .rows(
                "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(schema) ORDER BY TABLE_NAME"
            )
            .map { try $0.get("name", as: String.self) }
            .filter { name in prefixes.contains(where: name.hasPrefix) }
    }
}

extension JournalEntry {
    /// The change that reverts this one.
    fileprivate var undo: PlannedChange {
        let kind: ChangeKind =
            switch kind {
            case .insert: .delete
            case .delete: .insert
            default: kind
            }
        return PlannedChange(name: "undo \(name)", table: table, kind: kind, rows: changedRows)
    }
}
