import Foundation
import MySQLClient
import PrivateServer
import SutureBackup
import SutureCore

/// Loads the data of a rehearsal into a private server.
struct RehearsalLoader: Sendable {
    let source: RehearsalSource
    let server: PrivateServer
    let sources: ConfigurationSources

    /// Restores the backup, or a dump that is taken now, under the name of the database.
    ///
    /// A dump is stored in the folder of the private server, and removed with it. It takes no locks.
    /// - Returns: The identity of the private server.
    /// - Throws: `BackupError` when the dump is not complete or the backup differs from its manifest; `SutureError`
    ///   when the private server does not accept it.
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
        try await settle()
        return identity
    }

    /// Makes the loaded server behave like that of the database: with statistics, and the same durability of writes.
    private func settle() async throws {
        let flushes = source.flushesAtCommit
        try await Connection.withSession(server.configuration(database: source.database)) { session in
            let tables = try session.rows(
                """
                SELECT TABLE_NAME FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
                """
            )
            for table in tables {
                _ = try session.rows("ANALYZE LOCAL TABLE \(identifier: try table.get(0))")
            }
            _ = try session.execute("SET GLOBAL innodb_flush_log_at_trx_commit = \(raw: String(flushes))")
        }
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
        } catch let error as BackupError where error.hasChanged || BackupError.Code.restoreBlocked ~= error {
            let remedy =
                error.hasChanged
                ? "Mend what it complains of, or name a server program of the database's version: --server PATH."
                : "A private server has this schema alone; rehearse in a schema of the database's server: --scratch."
            throw SutureError(
                SutureError.Code(rawValue: error.code.rawValue),
                "The private server (\(identity.title)) could not be loaded with the data of \(source.server): "
                    + "\(error.message) The database was only read.",
                remedy: remedy,
                details: error.details
            )
        }
    }
}
