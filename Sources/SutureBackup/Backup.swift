import Foundation
public import MySQLClient

/// Takes backups with the dump program of the server's own vendor.
///
/// A backup is one file of plain SQL, `<database>-<time in UTC>.sql`, that exists only when it is whole: the program
/// ended with exit code 0 and told of no error, the last line says so, and the file holds the base tables of the schema,
/// no more and no fewer. Until then it bears the name `….sql.partial`; a backup that is refused leaves no file.
///
/// The dump is one snapshot of the tables that have transactions; MyISAM tables can change while it is taken. A table
/// that is altered meanwhile is not always noticed by the dump program. An account without the TRIGGER privilege gets a
/// dump without triggers, which no check here can see.
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
        try validate(request, server: server)
        let vendor: DumpProgram.Vendor = server.vendor == .mariadb ? .mariadb : .mysql
        let search = DumpProgramSearch(
            vendor: vendor,
            program: request.program,
            serverProgram: request.serverProgram
        )
        let program = try await search.find()
        let contents = try await readContents(of: request)
        let defaults = try DefaultsFile(request.configuration, vendor: program.vendor)
        let file = try DumpFile(database: contents.database, directory: request.directory)
        let meter = ProgressMeter(began: began, totalTables: contents.baseTables.count, report: progress)
        do {
            let outcome = try await TemporarySecretFile.with(defaults.text, name: "client.cnf") { secret in
                let arguments = DumpArguments(
                    vendor: program.vendor,
                    defaultsFile: secret.path,
                    database: contents.database,
                    tables: request.tables
                )
                let run = DumpRun(program: program, arguments: arguments.list, timeLimit: request.timeLimit)
                return try await run.run(into: file, onProgress: meter.update)
            }
            let content = await file.content
            try DumpVerdict(program: program, baseTables: contents.baseTables).check(outcome, content: content)
            let path = try await file.finish()
            meter.finish(content)
            return BackupResult(
                file: path,
                bytes: content.bytes,
                duration: began.duration(to: .now),
                program: program.path,
                programVersion: program.version,
                tables: contents.baseTables
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

    private static func readContents(of request: BackupRequest) async throws -> DumpContents {
        let connection = try await Connection.connect(request.configuration)
        do {
            let contents = try await connection.run { session in try DumpContents(of: request, in: session) }
            await connection.close()
            return contents
        } catch {
            await connection.close()
            throw error
        }
    }
}
