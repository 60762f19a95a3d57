import MySQLClient

extension MigrationRunner {
    /// Returns what a maintenance would repair now, by step, or what remains of an interrupted one; read-only.
    public func planMaintenance(_ request: MaintenanceRequest = MaintenanceRequest()) async throws -> MigrationPlan {
        try await limited(request).read { try MaintenanceRun(scope: $0, request: request).nextPlan() }
    }

    /// Applies the repairs of applied versions again, as a version of its own, which is journalled and reverted like
    /// any other.
    ///
    /// If there is nothing to repair, no version is recorded. An interrupted maintenance is resumed, whatever the
    /// request names.
    ///
    /// - Parameters:
    ///   - request: The repairs, and the maximum number of rows.
    ///   - backup: Called under the lock before the first change, as in ``up(_:backup:)``.
    /// - Returns: The repairs.
    /// - Throws: `SutureError`; a conflict that a repair meets in the middle, or a limit, reverts all of them.
    public func maintain(
        _ request: MaintenanceRequest = MaintenanceRequest(),
        backup: ((RunOccasion) async throws -> String)? = nil
    ) async throws -> RunReport {
        let runner = limited(request)
        return try await runner.locked(unless: { scope in
            // Where nothing was ever applied, Suture's tables do not exist, and none are created.
            guard try scope.history.present().isEmpty else { return nil }
            _ = try MaintenanceRun(scope: scope, request: request).plan()
            return RunReport()
        }) { hold in
            let found = try await runner.recovering(hold) { scope in
                try StateInspection(scope: scope).requireResumable()
                let maintenance = try MaintenanceRun(scope: scope, request: request).next()
                return try maintenance.map { ($0, try AffectedTables(scope: scope).ofApplying([$0])) }
            }
            guard let (maintenance, affected) = found else { return RunReport() }
            let occasion = RunOccasion(run: hold.fence, direction: .up, affected: affected)
            return try await runner.hooked(hold, occasion, backup) { file in
                let report = try await runner.apply(maintenance, hold, backup: file)
                try await runner.prove(report, request.smoke, hold)
                return report
            }
        }
    }

    private func limited(_ request: MaintenanceRequest) -> MigrationRunner {
        var runner = self
        runner.settings.maximumRows = request.maximumRows
        return runner
    }

    private func apply(_ maintenance: RegisteredMigration, _ hold: Hold, backup: String?) async throws -> RunReport {
        try await recovering(hold) { scope in
            let store = MaintenanceStore(session: scope.session, names: scope.names, catalog: scope.catalog)
            try store.begin(maintenance, run: hold.fence, backup: backup, scope)
        }
        do {
            return try await recovering(hold) { scope in
                var report = RunReport(backup: backup)
                let run = UpRun(scope: scope, request: UpRequest())
                report.migrations = [try run.apply(maintenance, run: hold.fence, backup: backup)]
                return report
            }
        } catch var error as SutureError where error.outcome == .refused {
            try await revert([maintenance.version], hold)
            error.message += " What was repaired before was taken back."
            error.outcome = .failed
            throw error
        }
    }
}
