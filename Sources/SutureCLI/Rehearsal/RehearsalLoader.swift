import Foundation
import MySQLClient
import PrivateServer
import SutureBackup
import SutureCore

/// Loads a private server with what is rehearsed on.
struct RehearsalLoader: Sendable {
    let source: RehearsalSource
    let server: PrivateServer
    let sources: ConfigurationSources

    /// Restores the backup, or a dump that is taken now, under the name of the database.
    ///
    /// A dump stands in the folder of the private server, and goes with it. It takes no locks.
    /// - Returns: The identity of the private server.
    /// - Throws: `BackupError` when the dump is not whole or the backup is not what its manifest says; `SutureError` when
    ///   the private server does not take it.
    func load() async throws -> ServerIdentity {
        let identity = try await Connection.with(server.configuration()) { $0.server }
        let limit = Duration.seconds(try sources.wholeNumber(.backupTimeLimit, flag: nil))
        switch source.place {
        case .backup(let file):
            try await restore(file, identity, limit)
        case .database(let configuration, let database):
            let request = BackupRequest(
                configuration: configuration,
                database: source.database,
                directory: server.directory + "/dump",
                program: try sources.text(.dumpProgram, flag: nil),
                serverProgram: server.program,
                fingerprints: false,
                toolVersion: ToolVersion.current,
                timeLimit: limit
            )
            let dump = try await Backup.take(request, server: database)
            try await restore(dump.file, identity, limit)
            unlink(dump.file)
        }
        // While it was loaded, the server did not wait for the disk; the migrations do as on the database.
        let flushes = source.flushesAtCommit
        try await Connection.withSession(server.configuration()) { session in
            _ = try session.execute("SET GLOBAL innodb_flush_log_at_trx_commit = \(raw: String(flushes))")
        }
        return identity
    }

    private func restore(_ file: String, _ identity: ServerIdentity, _ limit: Duration) async throws {
        let request = RestoreRequest(
            configuration: server.configuration(),
            file: file,
            database: source.database,
            serverProgram: server.program,
            timeLimit: limit
        )
        do {
            _ = try await Restore.run(request, server: identity) { nil }
        } catch let error as BackupError where error.hasChanged {
            throw SutureError(
                SutureError.Code(rawValue: error.code.rawValue),
                "The private server (\(identity.title)) could not be loaded with the data of \(source.server): "
                    + "\(error.message) The database was only read.",
                remedy: "Mend what it complains of, or name a server program of the database's version: --server PATH.",
                details: error.details
            )
        }
    }
}
