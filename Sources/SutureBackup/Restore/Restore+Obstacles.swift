import SutureCore

extension Restore {
    /// Throws, before the first statement, if objects of a backup cannot be created in a schema.
    ///
    /// - Throws: `BackupError` with `.restoreBlocked` or `.privilegeMissing`.
    static func refuseObstacles(of backup: StoredBackup, _ target: RestoreTarget) async throws {
        let schema = backup.manifest.database
        let missing = try await target.missing(Set(backup.names.outside.keys))
        var details =
            missing.map { object in
                "\(backup.names.outside[object] ?? "a view") reads \(object.title), which this account does not see on the server"
            }
            .sorted()
        var remedy = "Create what is missing first, or restore on a server that has it."
        if target.database != schema, !backup.names.fixed.isEmpty {
            details = backup.names.fixed + details
            remedy =
                "Restore into a schema \(schema), on another server if need be, or take a backup whose objects do not name "
                + "their own schema."
        }
        if details.isEmpty, backup.hasTriggers, try await !target.mayCreateTriggers() {
            throw BackupError(
                .privilegeMissing,
                "The server has a binary log, and lets only privileged accounts create the triggers and functions of the "
                    + "backup.",
                remedy:
                    "Let the DBA run SET GLOBAL log_bin_trust_function_creators = 1, or grant the account SUPER; then "
                    + "run the same command again."
            )
        }
        guard !details.isEmpty else { return }
        throw BackupError(
            .restoreBlocked,
            "\(details.count.of("object")) of the backup cannot be restored into \(target.database).",
            remedy: remedy,
            details: details
        )
    }
}
