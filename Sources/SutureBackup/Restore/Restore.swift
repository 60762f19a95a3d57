public import MySQLClient
import SutureCore

/// Restores backups by the client program of the server's own vendor.
///
/// The file is verified before the first statement: its size and SHA-256 match the manifest, and the dump in it is
/// complete and contains the manifest's tables. Afterwards rows and contents are compared with the manifest, table by
/// table, and definitions too if the server has the version of the dumped one. A partial backup replaces only its own
/// tables, and foreign keys between these and the others are checked.
///
/// MariaDB's sandbox line is omitted. A DEFINER that is no account of the server, or cannot be checked by this account,
/// is replaced by the restoring account: such objects would fail at each use, and most accounts may not create them.
///
/// In a schema of another name, views that name the dumped one get the name of the new one. Routines, triggers and
/// events whose text names the dumped schema are refused there: they would continue to read and write it. So are views
/// of other schemas' tables that are not on the server.
public struct Restore {
    /// Restores a backup.
    ///
    /// - Parameters:
    ///   - request: The backup, and the destination.
    ///   - server: The server's identity, from a connection of the same configuration.
    ///   - progress: Called with the progress of the client, for each piece of the dump, on any thread.
    ///   - saving: Called before a non-empty schema is dropped; returns the file in which it was saved.
    /// - Returns: The restored and compared data.
    /// - Throws: `BackupError`; with `hasChanged` when the schema contains a part of the backup, or differs from it.
    ///   `MySQLError` when the server cannot be asked; `CancellationError`.
    public static func run(
        _ request: RestoreRequest,
        server: ServerIdentity,
        progress: (@Sendable (RestoreProgress) -> Void)? = nil,
        saving: () async throws -> String?
    ) async throws -> RestoreResult {
        let began = ContinuousClock.now
        let backup = try await StoredBackup.open(request.file)
        guard !backup.namesSequences || request.database == backup.manifest.database else {
            throw BackupError(
                .invalidRequest,
                "Columns take their values from sequences of schema \(backup.manifest.database) by that name, so tables in "
                    + "\(request.database) would use those.",
                remedy: "Restore into a schema \(backup.manifest.database), on another server if need be."
            )
        }
        let target = RestoreTarget(configuration: request.configuration, database: request.database)
        try await refuseObstacles(of: backup, target)
        let client = try await DumpProgramSearch(
            vendor: server.vendor == .mariadb ? .mariadb : .mysql,
            program: request.program,
            serverProgram: request.serverProgram,
            role: .client
        )
        .find()
        let state = try await target.look(for: backup.definers)
        guard state.isEmpty || request.replaces else {
            throw BackupError(
                .schemaNotEmpty,
                "Schema \(request.database) is not empty.",
                remedy: backup.manifest.isPartial
                    ? "Restore --into another schema, or --replace the tables of the backup; the schema is backed up first."
                    : "Restore --into another schema, or --replace this one; it is backed up first."
            )
        }
        let saved = state.isEmpty ? nil : try await saving()
        let replaced = backup.definers.subtracting(state.knownDefiners)
        do {
            try await target.prepare(state, backup.manifest)
            try await execute(backup, replaced, request, client, progress)
            let comparison = RestoreComparison(manifest: backup.manifest, server: server)
            let (tables, rows) = try await comparison.check(request.configuration, request.database)
            let restored = backup.manifest.isPartial ? backup.manifest.tables.map(\.name).sorted() : nil
            return RestoreResult(
                database: request.database,
                tables: backup.manifest.tables.count,
                rows: rows,
                comparedTables: tables,
                comparedDefinitions: comparison.comparesDefinitions,
                restoredTables: restored,
                lostReferences: try await lostReferences(restored, request),
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

    private static func lostReferences(
        _ restored: [String]?,
        _ request: RestoreRequest
    ) async throws -> [LostReferences] {
        guard let restored else { return [] }
        var configuration = request.configuration
        configuration.database = request.database
        return try await Connection.withSession(configuration) { session in
            try LostReferences.find(of: request.database, replaced: restored, in: session)
        }
    }

    /// Reads a backup to determine where it can be restored.
    ///
    /// - Throws: `BackupError` with `.backupInvalid` when the backup differs from its manifest.
    public static func reach(of file: String) async throws -> BackupReach {
        let names = try await StoredBackup.open(file).names
        return BackupReach(
            namesItself: names.fixed,
            renamesViews: !names.renamedViews.isEmpty,
            needsOtherSchemas: !names.outside.isEmpty
        )
    }

    /// Returns the manifest of a backup; the backup itself is not read.
    ///
    /// - Throws: `BackupError` with `.backupInvalid` when no manifest exists that this version can read.
    public static func manifest(of file: String) throws -> BackupManifest {
        try ManifestFile.read(beside: file)
    }

    private static func execute(
        _ backup: StoredBackup,
        _ replaced: Set<String>,
        _ request: RestoreRequest,
        _ client: DumpProgram,
        _ progress: (@Sendable (RestoreProgress) -> Void)?
    ) async throws {
        let defaults = try DefaultsFile(request.configuration, vendor: client.vendor)
        var rewriter = DumpRewriter()
        rewriter.replaced = replaced
        if request.database != backup.manifest.database {
            rewriter.rename = ViewRename(from: backup.manifest.database, to: request.database, known: backup.known)
        }
        let prepared = rewriter
        let (began, total) = (ContinuousClock.now, backup.manifest.plainBytes)
        try await TemporarySecretFile.with(defaults.text, name: "client.cnf") { secret in
            let arguments = RestoreClient.arguments(defaultsFile: secret.path, database: request.database)
            try await RestoreClient(program: client, arguments: arguments, timeLimit: request.timeLimit)
                .run(backup.source, prepared) { bytes in
                    progress?(RestoreProgress(bytes: bytes, totalBytes: total, elapsed: began.duration(to: .now)))
                }
        }
    }
}
