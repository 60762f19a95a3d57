import MySQLClient
import SutureCore

/// The schema as seen by Suture's own connection while it is dumped.
///
/// READ locks on the tables are held while Suture's reader and then the dump program begin their snapshots, and are
/// released once the dump's first table is seen, which is written after its snapshot. So Suture's counts and contents
/// are those of the dump. That requires the LOCK TABLES privilege, only InnoDB tables, no writer with a transaction of
/// more than three seconds, and no cluster, whose other nodes write past the locks; otherwise the schema is read before
/// and after the dump, and differences are omitted. Tables are read one after the other, and a table may be altered
/// once it was read.
struct BackupSnapshot: Sendable {
    let reader: Connection
    let locks: SnapshotLocks?
    /// The definitions when the snapshot began.
    let definitions: BackupDefinitions
    /// The values of the sequences when the snapshot began.
    let sequences: [String: Int64]
    /// The position of the binary log, if the snapshot is that of the dump.
    let position: BackupManifest.Position?

    private let contents: DumpContents

    /// Begins the snapshot, with the locks if they can be obtained.
    static func open(
        _ contents: DumpContents,
        _ request: BackupRequest,
        server: ServerIdentity
    ) async throws -> BackupSnapshot {
        let tables = contents.fingerprinted
        var configuration = request.configuration
        configuration.database = contents.database
        let isLockable =
            request.fingerprints && contents.isTransactional && !tables.isEmpty && !server.isClusterNode
        let patience = max(1, request.timeLimit.components.seconds)
        let locks = isLockable ? try await SnapshotLocks.take(tables, of: contents.database, configuration) : nil
        do {
            let reader = try await Connection.connect(configuration)
            let isLocked = locks != nil
            let (definitions, position, sequences) = try await reader.run { session in
                // A table locked by somebody delays the dump, but no longer than its time limit.
                try session.execute("SET SESSION lock_wait_timeout = \(raw: String(patience))")
                if isLocked {
                    try session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    try session.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
                }
                return (
                    try BackupDefinitions.read(contents, isWhole: request.tables == nil, in: session),
                    isLocked ? LogPosition.read(in: session) : nil,
                    try BackupSequences.read(contents.sequences, of: contents.database, in: session)
                )
            }
            return BackupSnapshot(
                reader: reader,
                locks: locks,
                definitions: definitions,
                sequences: sequences,
                position: position,
                contents: contents
            )
        } catch {
            _ = await locks?.wereHeldLongEnough()
            throw error
        }
    }

    /// Reads counts and contents of the tables.
    func read() async throws -> [SchemaFingerprint.Table] {
        let contents = contents
        do {
            return try await reader.run { session in
                try SchemaFingerprint.readTables(contents.fingerprinted, of: contents.database, in: session)
            }
        } catch let error as MySQLError where [1146, 1412].contains(error.code.rawValue) {
            throw BackupDefinitions.changed(["a table was altered while it was read"])
        }
    }

    /// Releases the locks and closes the reader.
    func close() async {
        _ = await locks?.wereHeldLongEnough()
        await reader.close()
    }
}
