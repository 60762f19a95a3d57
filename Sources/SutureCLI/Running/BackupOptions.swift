import ArgumentParser
import MySQLClient
import SutureBackup
import SutureCore

/// Where and how backups are taken.
struct BackupOptions: ParsableArguments {
    @Option(help: "The folder of the backups. (default: backups)")
    var backupDirectory: String?

    @Option(help: "mysqldump or mariadb-dump; without it, the one of the server's vendor that is found.")
    var dumpProgram: String?

    @Option(help: "Seconds that a dump may take. (default: 3600)")
    var backupTimeLimit: Int?

    func validate() throws {
        guard backupTimeLimit ?? 1 > 0 else {
            throw ValidationError("--backup-time-limit is a number of seconds, 1 or more.")
        }
    }

    /// Takes a backup of the session's database.
    func take(_ session: RunnerSession) async throws -> BackupResult {
        guard let database = session.configuration.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        let sources = session.sources
        let request = BackupRequest(
            configuration: session.connection.configuration,
            database: database,
            directory: try sources.text(.backupDirectory, flag: backupDirectory) ?? "backups",
            program: try sources.text(.dumpProgram, flag: dumpProgram),
            timeLimit: .seconds(try sources.wholeNumber(.backupTimeLimit, flag: backupTimeLimit))
        )
        let dump = Task { try await Backup.take(request, server: session.connection.server) }
        Interruption.shared.listen { dump.cancel() }
        do {
            return try await dump.value
        } catch {
            guard Interruption.shared.isRequested else { throw error }
            throw SutureError(
                .interrupted,
                "Interrupted while the backup was taken; no file was kept, and nothing was changed.",
                remedy: "Run the same command again.",
                outcome: .interrupted
            )
        }
    }

    /// Takes a backup before the first change of a run.
    func hook(_ session: RunnerSession) -> () async throws -> String {
        { try await take(session).file }
    }
}

extension BackupOptions: SettingFlags {
    func flag(for setting: Setting) -> [String] {
        switch setting.key {
        case Setting.backupDirectory.key: backupDirectory.map { [$0] } ?? []
        case Setting.dumpProgram.key: dumpProgram.map { [$0] } ?? []
        case Setting.backupTimeLimit.key: backupTimeLimit.map { [$0.description] } ?? []
        default: []
        }
    }
}
