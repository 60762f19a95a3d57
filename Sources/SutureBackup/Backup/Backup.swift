import Foundation
public import MySQLClient

/// Takes backups with the dump program of the server's own vendor.
///
/// A backup is one file of SQL, `<database>-<time in UTC>.sql`, mostly compressed, with a ``BackupManifest`` beside it. Both
/// exist only when the dump is whole: every program ended with exit code 0 and told of no error, the last line says so,
/// the dump holds the base tables, the sequences and the triggers of the schema, no more and no fewer, the account may see
/// all that there is to dump, and the definitions are the same before and after. Until then the file bears the name `….partial`; a backup that is
/// refused leaves no file.
///
/// The dump is one snapshot of the tables that have transactions; MyISAM tables can change while it is taken. The counts
/// and contents in the manifest are of that snapshot where its ``BackupManifest/snapshot`` is `same`. Two tables that are
/// equal in definition and time of creation and swap their names meanwhile are seen only by an account with PROCESS.
public struct Backup {
    /// Takes a backup.
    ///
    /// Cancelling the task stops the dump program and removes the unfinished file. The password goes to the program in a
    /// temporary file that this user alone can read.
    ///
    /// - Parameters:
    ///   - request: What to dump, and where to.
    ///   - server: The server's identity, as a connection of the same configuration knows it.
    ///   - progress: Called a few times a second with how far the dump has come, on no particular thread.
    /// - Returns: The file and how it was made.
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
