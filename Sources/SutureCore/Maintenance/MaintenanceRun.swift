import MySQLClient

/// Determines what a maintenance would repair, and its conflicts.
struct MaintenanceRun {
    let scope: RunScope
    let request: MaintenanceRequest

    /// Returns the maintenance to apply: an interrupted one, or a new one; nil if there is nothing to repair.
    ///
    /// - Throws: `SutureError` when the rows of a version are of no known state, or show a conflict.
    func next() throws -> RegisteredMigration? {
        for begun in try interrupted() {
            guard begun.isReverting else { return begun.maintenance }
            try DownRun.finish(begun.maintenance.version, in: scope)
        }
        let (maintenance, plan) = try plan()
        guard !plan.isIdle else { return nil }
        try requireFeasible(plan)
        return maintenance
    }

    /// Returns the plan of ``next()`` for the current state; read-only.
    func nextPlan() throws -> MigrationPlan {
        guard let begun = try interrupted().first else { return try plan().plan }
        guard begun.isReverting else { return try Planning(scope: scope).plan([begun.maintenance])[0] }
        throw SutureError(
            .interrupted,
            "The rollback of the maintenance \(begun.maintenance.version) was interrupted; what there is to repair is known "
                + "when it has ended.",
            remedy: "Run down to end it, or maintain, which ends it first."
        )
    }

    /// Returns the interrupted maintenances.
    ///
    /// - Throws: `SutureError` when another version was interrupted, or when this build lacks a repair to resume.
    private func interrupted() throws -> [(maintenance: RegisteredMigration, isReverting: Bool)] {
        let assessment = try Assessment(scope)
        if let begun = scope.catalog.all.first(where: assessment.isInterrupted) {
            throw SutureError(
                .interrupted,
                "Version \(begun.title) was interrupted; nothing is repaired in the middle of it.",
                remedy: "Run up, or down, to end it first."
            )
        }
        return try scope.catalog.maintenances.filter(assessment.isInterrupted)
            .map { begun in
                let isReverting = assessment.state(of: begun) == .reverting
                if !isReverting { try requirePresent(begun) }
                return (begun, isReverting)
            }
    }

    /// Throws, before anything is changed, if this build lacks a repair: the build that began the maintenance has them
    /// all.
    private func requirePresent(_ begun: RegisteredMigration) throws {
        let records = try StepStore(session: scope.session, names: scope.names, version: begun.version).all()
        let done = Set(records.filter { $0.state == .done }.map(\.ordinal))
        for (position, step) in begun.steps.enumerated() where !done.contains(position + 1) {
            try (step as? MaintenanceStep)?.requirePresent()
        }
    }

    /// Returns the changes for the current state; the maintenance is planned, and not begun.
    func plan() throws -> (maintenance: RegisteredMigration, plan: MigrationPlan) {
        try Assessment(scope).requireNoDrift()
        let store = MaintenanceStore(session: scope.session, names: scope.names, catalog: scope.catalog)
        let maintenance = RegisteredMigration.maintenance(
            try store.nextVersion(),
            try repairs().map(MaintenanceStep.init)
        )
        scope.foresee(maintenance)
        try Preflight(scope: scope).check([maintenance])
        return (maintenance, try Planning(scope: scope).plan([maintenance])[0])
    }

    private func repairs() throws -> [EarlierRepair] {
        let present = try scope.history.present()
        let applied = present.values.filter { $0.state == .applied }.map(\.version)
        for version in (request.versions ?? []).sorted() where !applied.contains(version) {
            throw SutureError(
                .unknownVersion,
                "Version \(version) is not applied, so its repairs cannot be applied again.",
                remedy: "See suture status."
            )
        }
        guard let last = applied.max() else { return [] }
        let steps = StepStore(session: scope.session, names: scope.names, version: last)
        return try EarlierRepair.all(in: scope.catalog, of: last, steps)
            .filter { $0.step.repeatsInMaintenance }
            .filter { request.versions?.contains(MigrationVersion($0.place.version)) ?? true }
    }

    /// Throws, before anything is changed, if the rows show a conflict.
    ///
    /// The effects of an earlier repair are found when the turn of the later one comes.
    func requireFeasible(_ plan: MigrationPlan) throws {
        let exact = plan.steps.filter(\.isExact)
        if let (step, blocker) = exact.lazy.flatMap({ step in step.notes.map { (step, $0) } })
            .first(where: { $0.1.level == .blocker })
        {
            throw SutureError(blocker.code, "\(step.summary): \(blocker.text)", remedy: blocker.remedy)
        }
        guard let limit = scope.settings.maximumRows else { return }
        let totals = ChangeTotal.sum(exact.flatMap(\.changes))
        let rows = totals.reduce(0) { $0 + $1.rows }
        guard rows > limit else { return }
        throw RowLimit.excess(rows, over: limit, details: totals.map { "\($0.table): \($0.kind.rawValue) \($0.rows)" })
    }
}

extension MigrationPlan {
    /// True if nothing would be changed, and nothing prevents it.
    public var isIdle: Bool {
        steps.allSatisfy { step in step.changes.isEmpty && step.notes.allSatisfy { $0.level != .blocker } }
    }
}
