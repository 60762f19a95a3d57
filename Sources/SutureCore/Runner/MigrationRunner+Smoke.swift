import MySQLClient

extension MigrationRunner {
    /// Runs a hook by itself, as the smoke test after `up`; reverts nothing if it fails.
    ///
    /// - Parameter hook: The hook; it receives the event `after_run`.
    /// - Throws: The error of the hook.
    public func tryHook(_ hook: any RunHook) async throws {
        let database = try await read { try $0.session.database ?? "" }
        _ = try await hook.run(HookMoment(.afterRun, .up, database: database))
    }

    /// Runs the smoke test of a run that has applied something; if it fails, reverts all of that.
    func prove(_ report: RunReport, _ smoke: (any RunHook)?, _ hold: Hold) async throws {
        guard let smoke else { return }
        do {
            try await recovering(hold) { scope in
                scope.guardian.report(.hookStarted(name: smoke.name, event: "smoke test"))
                let moment = HookMoment(.afterRun, .up, database: try scope.session.database ?? "")
                _ = try HookWait(scope).result { try await smoke.run(moment) }
            }
        } catch let error as SutureError where error.code == .interrupted {
            throw SutureError(
                .interrupted,
                "Interrupted in the smoke test; what was applied is not proven, and stays.",
                remedy: "Take it back with suture down --last-run, or run the smoke test by hand.",
                outcome: .interrupted
            )
        } catch {
            throw await takenBack(report, after: error, smoke, hold)
        }
    }

    /// Reverts what a run applied, without its hooks.
    ///
    /// - Returns: The error that reports the failed test, and the resulting state of the versions.
    private func takenBack(
        _ report: RunReport,
        after error: any Error,
        _ smoke: any RunHook,
        _ hold: Hold
    ) async -> SutureError {
        let versions = report.migrations.map(\.version)
        var failure = SutureError(
            .smokeFailed,
            "The smoke test (\(smoke.name)) failed: \(SutureError.reason(error))",
            remedy: "Find out why, then run the same command again.",
            outcome: .failed
        )
        do {
            try await revert(versions, hold)
            failure.message += " All that was applied was taken back."
            failure.details = report.migrations.reversed().map { "Taken back: \($0.version) \($0.name)" }
        } catch {
            failure.message += " What was applied could not all be taken back: \(SutureError.reason(error))"
            failure.details = (error as? SutureError)?.details ?? []
            failure.remedy = "See suture status, and take the rest back: suture down --last-run."
        }
        return failure
    }

    /// Reverts versions without the hooks of the run.
    func revert(_ versions: [MigrationVersion], _ hold: Hold) async throws {
        let durations = RunDurations()
        try await recovering(hold) { scope in
            scope.hooks = nil
            let run = DownRun(scope: scope, request: DownRequest())
            // An attempt whose connection was lost may have reverted some of them.
            let present = try scope.history.present()
            let left = versions.reversed().filter { present[$0] != nil }
            let (entries, conflicts) = try run.preflight(left)
            try run.settle(left, entries, conflicts)
            try run.revert(run.plan(left), durations)
        }
    }
}
