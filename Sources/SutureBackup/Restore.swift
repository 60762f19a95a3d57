public import MySQLClient
import SutureCore

/// Restores backups by the client program of the server's own vendor.
///
/// The file is proven before the first statement: its size and SHA-256 are those of the manifest, and the dump in it is
/// whole and holds the manifest's tables. Afterwards rows and contents are compared with the manifest, table by table, and
/// definitions too when the server has the version of the dumped one.
///
/// MariaDB's sandbox line is left out. A DEFINER that is no account of the server, or of which this account cannot know,
/// is replaced by the restoring account: such objects would fail at each use, and most accounts may not make them.
public struct Restore {
    /// Restores a backup.
    ///
    /// - Parameters:
    ///   - request: Which backup, and where to.
    ///   - server: The server's identity, as a connection of the same configuration knows it.
    ///   - saving: Is called before a schema that holds something is dropped, and returns where it was saved.
    /// - Returns: What was restored and compared.
    /// - Throws: `BackupError`; with `hasChanged` when the schema holds a part of the backup, or something else than it.
    ///   `MySQLError` when the server cannot be asked; `CancellationError`.
    public static func run(
        _ request: RestoreRequest,
        server: ServerIdentity,
        saving: () async throws -> String?
    ) async throws -> RestoreResult {
        let began = ContinuousClock.now
        let backup = try await StoredBackup.open(request.file)
        let client = try await DumpProgramSearch(
            vendor: server.vendor == .mariadb ? .mariadb : .mysql,
            program: request.program,
            serverProgram: request.serverProgram,
            role: .client
        )
        .find()
        let target = RestoreTarget(configuration: request.configuration, database: request.database)
        let state = try await target.look(for: backup.definers)
        guard state.isEmpty || request.replaces else {
            throw BackupError(
                .schemaNotEmpty,
                "Schema \(request.database) is not empty.",
                remedy: "Restore --into another schema, or --replace this one; it is backed up first."
            )
        }
        let saved = state.isEmpty ? nil : try await saving()
        let replaced = backup.definers.subtracting(state.knownDefiners)
        do {
            try await target.prepare(state, backup.manifest)
            try await execute(backup, replaced, request, client)
            let comparison = RestoreComparison(manifest: backup.manifest, server: server)
            let (tables, rows) = try await comparison.check(request.configuration, request.database)
            return RestoreResult(
                database: request.database,
                tables: backup.manifest.tables.count,
                rows: rows,
                comparedTables: tables,
                comparedDefinitions: comparison.comparesDefinitions,
                replacedDefiners: replaced.sorted(),
                backup: saved,
                duration: began.duration(to: .now)
            )
        } catch var error as BackupError {
            error.hasChanged = true
            if let saved { error.details.append("What stood there before: \(saved)") }
            throw error
        }
    }

    /// What the manifest of a backup says; the backup itself is not read.
    ///
    /// - Throws: `BackupError` with `.backupInvalid` when there is no manifest that this version can read.
    public static func manifest(of file: String) throws -> BackupManifest {
        try ManifestFile.read(beside: file)
    }

    private static func execute(
        _ backup: StoredBackup,
        _ replaced: Set<String>,
        _ request: RestoreRequest,
        _ client: DumpProgram
    ) async throws {
        let defaults = try DefaultsFile(request.configuration, vendor: client.vendor)
        var rewriter = DumpRewriter()
        rewriter.replaced = replaced
        let prepared = rewriter
        try await TemporarySecretFile.with(defaults.text, name: "client.cnf") { secret in
            let arguments = RestoreClient.arguments(defaultsFile: secret.path, database: request.database)
            try await RestoreClient(program: client, arguments: arguments, timeLimit: request.timeLimit)
                .run(backup.source, prepared)
        }
    }
}
