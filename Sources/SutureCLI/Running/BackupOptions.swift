import ArgumentParser
import MySQLClient
import SutureBackup
import SutureCore

/// Where and how backups are taken.
struct BackupOptions: ParsableArguments {
    @Option(help: "The folder of the backups.")
    var backupDirectory: String = "backups"

    @Option(help: "mysqldump or mariadb-dump; without it, the one of the server's vendor that is found.")
    var dumpProgram: String?

    @Option(help: "Seconds that a dump may take.")
    var backupTimeLimit: Int = 3600

    /// Takes a backup of the session's database.
    func take(_ session: RunnerSession) async throws -> BackupResult {
        guard let database = session.configuration.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        let request = BackupRequest(
            configuration: session.connection.configuration,
            database: database,
            directory: backupDirectory,
            program: dumpProgram,
            timeLimit: .seconds(backupTimeLimit)
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
