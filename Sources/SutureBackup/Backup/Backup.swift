import Foundation
public import MySQLClient

/// Takes backups with the dump program of the server's own vendor.
///
/// A backup is one file of SQL, `<database>-<time in UTC>.sql`, usually compressed, with a ``BackupManifest`` beside
/// it. Both exist only if the dump is complete: every program ended with exit code 0 and reported no error, the last
/// line confirms it, the dump contains exactly the base tables, the sequences and the triggers of the schema, the
/// account may see everything to dump, and the definitions are the same before and after. Until then the file has the
/// name `….partial`; a refused backup leaves no file.
///
/// The dump is one snapshot of the tables that have transactions; MyISAM tables can change while it is taken. The
/// counts and contents in the manifest belong to that snapshot if its ``BackupManifest/snapshot`` is `same`. If two
/// tables with the same definition and time of creation swap their names meanwhile, only an account with PROCESS
/// detects it.
public struct Backup {
    /// Takes a backup.
    ///
    /// Cancelling the task stops the dump program and removes the unfinished file. The program receives the password in
    /// a temporary file that only this user can read.
    ///
    /// - Parameters:
    ///   - request: The data to dump, and the destination.
    ///   - server: The server's identity, from a connection of the same configuration.
    ///   - progress: Called a few times a second with the progress of the dump, on any thread.
    /// - Returns: The file and the details of the dump.
    /// - Throws: `BackupError`; `MySQLError` when the schema cannot be read; `CancellationError`.
    public static func take(
        _ request: BackupRequest,
        server: ServerIdentity,
        progress: (@Sendable (BackupProgress) -> Void)? = nil
    ) async throws -> BackupResult {
        let began = ContinuousClock.now
        let started = Date.now
        try validate(request, server: server)
        let vendor: DumpProgram.Vendor = server.vendor == .mariadb ? .mariadb : .mysql
        let search = DumpProgramSearch(
            vendor: vendor,
            program: request.program,
            serverProgram: request.serverProgram
        )
        let program = try await search.find()
        let compressor = try CompressionProgram.find(request.compression)
        let contents = try await Connection.withSession(request.configuration) { try DumpContents(of: request, in: $0) }
        let file = try DumpFile(
            database: contents.database,
            directory: request.directory,
            compression: compressor?.kind ?? .none
        )
        let run = BackupRun(
            request: request,
            server: server,
            program: program,
            compressor: compressor,
            contents: contents,
            meter: ProgressMeter(began: began, totalTables: contents.baseTables.count, report: progress)
        )
        do {
            try FreeSpace.check(
                dataBytes: contents.dataBytes,
                isCompressed: compressor != nil,
                directory: request.directory
            )
            let (path, manifestPath, manifest) = try await run.run(into: file, started: started)
            return BackupResult(
                file: path,
                bytes: manifest.bytes,
                duration: began.duration(to: .now),
                program: program.path,
                programVersion: program.version,
                tables: contents.baseTables,
                manifestFile: manifestPath,
                manifest: manifest
            )
        } catch {
            await file.discard()
            throw error
        }
    }

    private static func validate(_ request: BackupRequest, server: ServerIdentity) throws {
        guard request.tables?.isEmpty != true else {
            throw BackupError(
                .invalidRequest,
                "The list of tables to back up is empty.",
                remedy: "Name a table, or leave the list out to back up all of them."
            )
        }
        let needsTLS = ![.disabled, .preferred].contains(request.configuration.tls.mode)
        guard !needsTLS || server.isTLS else {
            throw BackupError(
                .invalidRequest,
                "The configuration requires TLS, and the connection to the server has none.",
                remedy: "Switch TLS on at the server, or lower ssl-mode."
            )
        }
    }
}
