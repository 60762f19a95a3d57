import MySQLClient

/// What `down` is asked to do.
public struct DownRequest: Sendable {
    /// How far to go back.
    public enum Extent: Sendable {
        /// So many of the last applied versions.
        case steps(Int)
        /// All versions newer than this one; 0 for all.
        case to(MigrationVersion)
        /// The versions of the last `up`.
        case lastRun
    }

    /// How far to go back.
    public var extent: Extent = .steps(1)
    /// What to do with rows that were edited since.
    public var conflictPolicy: ConflictPolicy = .stop

    /// Asks for the last applied version.
    public init() {}
}

/// Takes applied migrations back.
struct DownRun {
    let scope: RunScope
    let request: DownRequest
    /// Whether definitions that were edited since are told with the rows in conflict, and not refused.
    var isPlan = false

    /// The versions that the request names, the newest first.
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

    /// Checks that the versions can be taken back, and finds the conflicts; changes nothing.
    ///
    /// - Returns: The journalled changes, and the rows in conflict.
    func preflight(_ versions: [MigrationVersion]) throws -> (entries: [JournalEntry], conflicts: ConflictReport) {
        try explainingMissingTables(of: versions) { try look(at: versions) }
    }

    private func look(at versions: [MigrationVersion]) throws -> (entries: [JournalEntry], conflicts: ConflictReport) {
        let present = try scope.history.present()
        let entries = try versions.reversed().flatMap { try journal(of: $0) }
        var edited: [SutureError] = []
        for version in versions {
            guard present[version]?.state != .baseline else {
                throw SutureError(
                    .irreversible,
                    "Version \(version) is a baseline: it was never run here, so it cannot be taken back.",
                    remedy: "Stop above it: --to \(version)."
                )
            }
            guard !entries.contains(where: { $0.version == version && $0.state == .pruned }) else {
                throw SutureError(
                    .irreversible,
                    "The journal of version \(version) was pruned, so it cannot be taken back.",
                    remedy: "Stop above it with --to \(version), or restore a backup."
                )
            }
            guard let migration = scope.catalog.migration(version) else {
                throw SutureError(
                    .migrationMissing,
                    "Version \(version) is applied, but this build has no file for it.",
                    remedy: "Build the state of the source that applied it."
                )
            }
            let steps = migration.steps
            if present[version]?.checksum != migration.checksum, steps.contains(where: \.isOpaque) {
                throw SutureError(
                    .drift,
                    "\(migration.file) has changed since it was applied, and has raw SQL, whose way back may have changed.",
                    remedy: "Put the file back, or accept the change: suture repair --accept-drift \(version)."
                )
            }
            let begun = try StepStore(session: scope.session, names: scope.names, version: version).all()
            for record in begun {
                guard steps.indices.contains(record.ordinal - 1), steps[record.ordinal - 1].kind == record.kind else {
                    throw SutureError(
                        .drift,
                        "Step \(record.ordinal) of \(migration.title) was \(record.kind) when it was applied, and is not now.",
                        remedy: "Put \(migration.file) back as it was."
                    )
                }
                guard steps[record.ordinal - 1].isReversible else {
                    throw SutureError(
                        .irreversible,
                        "Step \(record.ordinal) of \(migration.title) (\(steps[record.ordinal - 1].summary)) has no way back.",
                        remedy: "Stop above it with --to \(version), or restore a backup."
                    )
                }
                do {
                    try steps[record.ordinal - 1].checkRevert(context(version, step: record.ordinal))
                } catch let error as SutureError where isPlan && error.code == .conflict {
                    edited.append(error)
                }
            }
        }
        var conflicts = try scan(entries, versions).report()
        conflicts.definitions = edited
        return (entries, conflicts)
    }

    /// What taking the versions back would change.
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

    /// What taking a version back changes when the rows that are marked stay as they stand.
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

    /// What the rollback would do by table, and which of the rows were written since.
    func tables(_ versions: [MigrationVersion], _ entries: [JournalEntry], _ conflicts: ConflictReport) throws
        -> [RollbackTable]
    {
        try scan(entries, versions).tables(conflicts)
    }

    private func journal(of version: MigrationVersion) throws -> [JournalEntry] {
        try scope.session
            .rows(
                "SELECT * FROM \(scope.names.journal) WHERE version = \(version.number) ORDER BY step, round, ordinal"
            )
            .map(JournalEntry.init(row:))
    }

    private func scan(_ entries: [JournalEntry], _ versions: [MigrationVersion]) throws -> ConflictScan {
        var dropped = DroppedConstraints()
        for version in versions {
            for (position, step) in (scope.catalog.migration(version)?.steps ?? []).enumerated() {
                guard let definition = step as? any DefinitionStep else { continue }
                try dropped.add(definition, scope.context(version, step: position + 1))
            }
        }
        return ConflictScan(
            session: scope.session,
            names: scope.names,
            schema: try scope.schema,
            entries: entries,
            dropped: dropped,
            runsSQL: versions.contains { scope.catalog.migration($0)?.steps.contains(where: \.isOpaque) == true }
        )
    }

    /// Refuses conflicts, or marks the rows to keep.
    ///
    /// - Returns: How many rows are kept, each counted once.
    @discardableResult
    func settle(_ versions: [MigrationVersion], _ entries: [JournalEntry], _ conflicts: ConflictReport) throws -> Int {
        guard conflicts.count > 0 else { return 0 }
        switch request.conflictPolicy {
        case .stop:
            throw DownRun.refusal(conflicts)
        case .keep:
            return try scan(entries, versions).keepConflicts { scope.context($0.version, step: $0.step) }
        case .restore:
            let lost = conflicts.unrestorable
            guard lost.count == 0 else { throw DownRun.refusal(lost) }
            return 0
        }
    }

    private static func refusal(_ report: ConflictReport) -> SutureError {
        var details = report.conflicts.map(\.text)
        if report.count > details.count {
            details.append("and \(report.count - details.count) more")
        }
        let rows = "\(report.rows.of("row")) \(report.rows.verb("was", "were"))"
        return SutureError(
            .conflict,
            "\(rows) written since the migration changed \(report.rows.verb("it", "them")); nothing was taken back.",
            remedy: report.unrestorable.count == report.count
                ? "Leave them as they are with --on-conflict keep; these cannot be overwritten."
                : "Leave them as they are with --on-conflict keep, or overwrite edits with --on-conflict restore.",
            details: details
        )
    }

    /// Takes versions back, the newest first; passes over those that an attempt before has taken back.
    ///
    /// - Parameters:
    ///   - planned: The versions with what taking them back changes, as it was before the first attempt.
    ///   - durations: How long each has taken so far.
    ///   - taken: What each changes where rows are left as they stand, noted by the attempt that came to it first.
    /// - Returns: What was done, in all attempts.
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

    /// Ends a rollback that was interrupted.
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

    private func context(_ version: MigrationVersion, step ordinal: Int) -> StepContext {
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
    /// The change that takes this one back.
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
