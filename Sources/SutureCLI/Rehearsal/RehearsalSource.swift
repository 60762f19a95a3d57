import MySQLClient
import SutureBackup
import SutureCore

/// The source of the data for a private server, with the information needed in advance.
struct RehearsalSource: Sendable {
    /// The location of the data.
    enum Place: Sendable {
        case database(ConnectionConfiguration, ServerIdentity)
        case backup(file: String)
    }

    let place: Place
    let database: String
    let vendor: ServerIdentity.Vendor
    /// The vendor and the version of the database's server.
    let server: String
    /// The size of the data on a disk, as far as it is known.
    let bytes: Int64
    /// The settings of the database's server that a private one adopts.
    var lowerCaseTableNames: Int?
    var bufferPoolBytes = 0
    var flushesAtCommit = 1

    /// The file of the backup, or nil.
    var file: String? {
        guard case .backup(let file) = place else { return nil }
        return file
    }

    /// Inspects the database of a session; read-only.
    ///
    /// - Returns: The source, or nil if nothing is pending.
    /// - Throws: `SutureError` when the pending versions cannot be tried on a copy.
    static func database(_ session: RunnerSession, to target: MigrationVersion?) async throws -> RehearsalSource? {
        guard try await session.runner.canRehearse(to: target) else { return nil }
        let connection = session.connection
        let (configuration, server) = (connection.configuration, connection.server)
        return try await connection.run { session in
            let database = try session.database ?? ""
            let bytes: Int64? = try session.value(
                """
                SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS SIGNED) FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = \(database)
                """
            )
            let variables = try session.firstRow(
                "SELECT @@lower_case_table_names, @@innodb_buffer_pool_size, @@innodb_flush_log_at_trx_commit"
            )
            return RehearsalSource(
                place: .database(configuration, server),
                database: database,
                vendor: server.vendor,
                server: server.title,
                bytes: bytes ?? 0,
                lowerCaseTableNames: try variables?.get(0),
                bufferPoolBytes: try variables?.get(1) ?? 0,
                flushesAtCommit: try variables?.get(2) ?? 1
            )
        }
    }

    /// Reads the manifest of a backup.
    ///
    /// - Throws: `BackupError` when it cannot be read; `SutureError` when the backup is of single tables.
    static func backup(_ file: String) throws -> RehearsalSource {
        let manifest = try Restore.manifest(of: file)
        guard manifest.selection == nil, let vendor = ServerIdentity.Vendor(rawValue: manifest.server.vendor) else {
            throw SutureError(
                SutureError.Code(rawValue: "backup-partial"),
                "\(file) is not a backup of a whole schema.",
                remedy: "Name one that `suture backup` has taken of the whole schema."
            )
        }
        return RehearsalSource(
            place: .backup(file: file),
            database: manifest.database,
            vendor: vendor,
            server: "\(manifest.server.vendor) \(manifest.server.version)",
            bytes: manifest.plainBytes
        )
    }
}
