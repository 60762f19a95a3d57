extension DownRun {
    /// Checks that the versions can be reverted, and finds the conflicts; changes nothing.
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
            guard !entries.contains(where: { $0.version == version && $0.state == .pruned }) else {
                throw SutureError(
                    .irreversible,
                    "The journal of version \(version) was pruned, so it cannot be taken back.",
                    remedy: "Stop above it with --to \(version), or restore a backup."
                )
            }
            edited += try edits(of: try requireMigration(version, present[version]))
        }
        var conflicts = try scan(entries, versions).report()
        conflicts.definitions = edited
        return (entries, conflicts)
    }

    /// Returns the migration of an applied version, in the form in which it was applied.
    private func requireMigration(_ version: MigrationVersion, _ entry: HistoryEntry?) throws -> RegisteredMigration {
        guard entry?.state != .baseline else {
            throw SutureError(
                .irreversible,
                "Version \(version) is a baseline: it was never run here, so it cannot be taken back.",
                remedy: "Stop above it: --to \(version)."
            )
        }
        guard let migration = scope.catalog.migration(version) else {
            throw SutureError(
                .migrationMissing,
                "Version \(version) is applied, but this build has no file for it.",
                remedy: "Build the state of the source that applied it."
            )
        }
        guard entry?.checksum == migration.checksum || !migration.steps.contains(where: \.isOpaque) else {
            throw SutureError(
                .drift,
                "\(migration.file) has changed since it was applied, and has raw SQL, whose way back may have changed.",
                remedy: "Put the file back, or accept the change: suture repair --accept-drift \(version)."
            )
        }
        return migration
    }

    /// Checks that each step that was begun can be reverted.
    ///
    /// - Returns: For a plan, the definitions that were edited since; a run throws for them.
    private func edits(of migration: RegisteredMigration) throws -> [SutureError] {
        let (version, steps) = (migration.version, migration.steps)
        var edited: [SutureError] = []
        for record in try StepStore(session: scope.session, names: scope.names, version: version).all() {
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
        return edited
    }

    /// Returns the effects of the rollback by table, and the rows that were written since.
    func tables(_ versions: [MigrationVersion], _ entries: [JournalEntry], _ conflicts: ConflictReport) throws
        -> [RollbackTable]
    {
        try scan(entries, versions).tables(conflicts)
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

    /// Throws for conflicts, or marks the rows to keep.
    ///
    /// - Returns: The number of rows to keep, each counted once.
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
}
