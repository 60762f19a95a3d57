import MySQLClient

extension MigrationRunner {
    /// Runs the work of a run between its hooks; the hooks of a failure run in any case, and do not hide it.
    ///
    /// - Parameters:
    ///   - hold: The lock of the run.
    ///   - occasion: The run, and the tables that it will change.
    ///   - backup: Takes a backup, after the hooks before the run.
    ///   - body: The work; receives the file of the backup.
    /// - Returns: The result of the body.
    /// - Throws: The errors of the body, the backup and the hooks.
    func hooked(
        _ hold: Hold,
        _ occasion: RunOccasion,
        _ backup: ((RunOccasion) async throws -> String)?,
        _ body: (_ backup: String?) async throws -> RunReport
    ) async throws -> RunReport {
        let direction = occasion.direction
        hold.hooks.begin(occasion)
        do {
            try await call(.beforeRun, direction, hold)
            let file = try await backup?(occasion) ?? hold.hooks.backup
            let report = try await body(file)
            hold.hooks.noteChange()
            try await call(.afterRun, direction, hold)
            return report
        } catch {
            await hold.hooks.fail(error, direction, in: self)
            throw error
        }
    }

    private func call(_ event: HookMoment.Event, _ direction: HookMoment.Direction, _ hold: Hold) async throws {
        guard !settings.hooks[event].isEmpty else { return }
        try await recovering(hold) { try $0.hooks?.call(event, direction, in: $0) }
    }
}
