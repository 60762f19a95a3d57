import MySQLClient
import Synchronization

/// READ locks on the tables of a backup, while its snapshots begin.
///
/// The locks are granted when no transaction that has written to the tables is open, and nobody writes to the tables
/// while they are held. So all snapshots that begin meanwhile contain the same rows of these tables.
final class SnapshotLocks: Sendable {
    private let connection: Connection
    private let release = Mutex<Task<Bool, Never>?>(nil)

    /// The maximum time for which others are blocked from writing.
    private static let longestHold = Duration.seconds(30)

    private init(_ connection: Connection) {
        self.connection = connection
    }

    /// Takes the locks, or returns nil if the account may not, or if somebody writes to a table for too long.
    static func take(_ tables: [String], of database: String, _ configuration: ConnectionConfiguration) async throws
        -> SnapshotLocks?
    {
        let connection = try await Connection.connect(configuration)
        let list = tables.map { "\(identifier: database).\(identifier: $0) READ" as Statement }.joined(separator: ", ")
        do {
            try await connection.run { session in
                try session.execute("SET SESSION lock_wait_timeout = 3")
                try session.execute("LOCK TABLES " + list)
            }
        } catch {
            await connection.close()
            try Task.checkCancellation()
            return nil
        }
        let locks = SnapshotLocks(connection)
        Task { [weak locks] in
            try await Task.sleep(for: longestHold)
            locks?.giveBack(inTime: false)
        }
        return locks
    }

    /// Releases the locks, as all snapshots have begun.
    func allHaveBegun() {
        giveBack(inTime: true)
    }

    /// Releases the locks, and returns whether they were held until all snapshots had begun.
    func wereHeldLongEnough() async -> Bool {
        await giveBack(inTime: false).value
    }

    @discardableResult
    private func giveBack(inTime: Bool) -> Task<Bool, Never> {
        release.withLock { task in
            if let task { return task }
            let new = Task { [connection] in
                // A lost connection has not held its locks until now.
                let wereHeld = (try? await connection.run { _ = try $0.execute("UNLOCK TABLES") }) != nil
                await connection.close()
                return wereHeld && inTime
            }
            task = new
            return new
        }
    }
}
