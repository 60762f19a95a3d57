import ArgumentParser
import MySQLClient
import SutureBackup
import SutureCore

/// A backup, and the place where it was restored for verification, if any.
struct TakenBackup: Sendable {
    let result: BackupResult
    let verifiedIn: BackupVerification.Place?
    /// The obstacles to a schema of another name; known if it was verified.
    let namesItself: [String]

    var file: String { result.file }
}

/// The options for taking backups.
struct BackupOptions: ParsableArguments {
    @Option(help: "The folder of the backups. (default: backups)")
    var backupDirectory: String?

    @Option(help: "mysqldump or mariadb-dump; without it, the one of the server's vendor that is found.")
    var dumpProgram: String?

    @Option(help: "zstd, gzip or none; without it, zstd where it is found, else gzip, else none.")
    var compress: Compression?

    @Flag(help: "Leave the rows and contents of the tables out of the manifest; they cost one more reading.")
    var noFingerprints = false

    @Option(help: "restore: restore the backup into a private server or a scratch schema, and compare it.")
    var verify: BackupVerification?

    @Option(help: "mariadbd or mysqld for --verify restore; without it, one of the server's vendor that is found.")
    var verifyServer: String?

    @Option(help: "How many backups of this schema stay in the folder; older ones are removed after a new one.")
    var keep: Int?

    @Option(help: "How many days a backup of this schema stays in the folder; the last one always does.")
    var keepDays: Int?

    @Option(help: "Seconds that a dump may take. (default: 3600)")
    var backupTimeLimit: Int?

    func validate() throws {
        guard compress.map(Compression.all.contains) ?? true else {
            throw ValidationError("--compress is zstd, gzip or none.")
        }
        guard (keep ?? 1) > 0 else { throw ValidationError("--keep is a number of backups, 1 or more.") }
        guard (keepDays ?? 1) > 0 else { throw ValidationError("--keep-days is a number of days, 1 or more.") }
        guard backupTimeLimit ?? 1 > 0 else {
            throw ValidationError("--backup-time-limit is a number of seconds, 1 or more.")
        }
    }

    /// Takes a backup of the session's database, or of a selection.
    func take(_ session: RunnerSession, _ selection: BackupSelection = .full) async throws -> TakenBackup {
        guard let database = session.configuration.database else {
            throw SutureError(
                .noDatabase,
                "No database is chosen.",
                remedy: "Name it in the URL: --url mysql://user@host/DATABASE."
            )
        }
        return try await take(
            session.connection.configuration,
            session.connection.server,
            database: database,
            selection,
            session.sources
        )
    }

    /// Takes a backup of a database, or of some of its tables.
    func take(
        _ configuration: ConnectionConfiguration,
        _ server: ServerIdentity,
        database: String,
        _ selection: BackupSelection,
        _ sources: ConfigurationSources
    ) async throws -> TakenBackup {
        let directory = try sources.text(.backupDirectory, flag: backupDirectory) ?? "backups"
        let request = BackupRequest(
            configuration: configuration,
            database: database,
            directory: directory,
            tables: selection.tables,
            scope: selection.scope,
            run: selection.run,
            program: try sources.text(.dumpProgram, flag: dumpProgram),
            compression: compress,
            fingerprints: !noFingerprints,
            toolVersion: ToolVersion.current,
            timeLimit: .seconds(try sources.wholeNumber(.backupTimeLimit, flag: backupTimeLimit))
        )
        let interruption = SutureError(
            .interrupted,
            "Interrupted while the backup was taken; no file was kept, and nothing was changed.",
            remedy: "Run the same command again.",
            outcome: .interrupted
        )
        return try await Interruption.shared.cancelling(orThrow: interruption) {
            let line = ProgressLine()
            defer { line.finish() }
            let result = try await Backup.take(request, server: server) { line.show($0) }
            line.finish()
            let verified = try await verify?.run(result, configuration, server, serverProgram: verifyServer)
            _ = try Retention(count: keep, days: keepDays)
                .apply(
                    in: directory,
                    database: result.manifest.database,
                    isPartial: result.manifest.isPartial
                )
            return TakenBackup(result: result, verifiedIn: verified?.place, namesItself: verified?.namesItself ?? [])
        }
    }

    /// Returns a closure that takes a backup before the first change of a run; nil if none is wanted.
    func hook(_ session: RunnerSession, _ wanted: WantedBackup?) -> ((RunOccasion) async throws -> String)? {
        guard let wanted, wanted != .none else { return nil }
        return { try await take(session, BackupSelection(wanted, $0)).file }
    }
}

extension Compression: ExpressibleByArgument {}

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
