import MySQLClient
import Synchronization

/// The connection on which a run works, which is replaced when it is lost.
final class RunConnection: Sendable {
    /// The connection settings of the server.
    let configuration: ConnectionConfiguration
    private let current: Mutex<Connection>
    /// The transactions that the connections before the current one have committed.
    private let written = Mutex(GTIDSet())
    /// The time at which the current connection was opened.
    private let openedAt = Mutex(ContinuousClock.now)

    init(_ connection: Connection, _ configuration: ConnectionConfiguration) {
        self.configuration = configuration
        current = Mutex(connection)
    }

    var connection: Connection {
        current.withLock { $0 }
    }

    /// True if another server may take over: the server is a node of a cluster, or one of several hosts.
    var hasOthers: Bool {
        let server = connection.server
        return configuration.hosts.count > 1 || server.isClusterNode || server.groupMember != nil
    }

    /// The requirements for the server that replaces a lost one.
    struct Reconnection {
        /// The cluster that the server has to be a node of, or nil.
        var cluster: String?
        /// The table of the fence, once the run has the lock.
        var table: Statement?
        /// True if nothing was written yet, so that any of the hosts is acceptable.
        var acceptsAnyHost = false
    }

    /// Reconnects, to the same server, to another node of its cluster, or to a promoted replica.
    ///
    /// The lost server is tried first, since it may still be at work on the last statement.
    ///
    /// - Throws: The errors of ``FailOver/require()``; `SutureError.Code.serverReadOnly` when the server takes no
    ///   writes; `MySQLError` when none answers.
    func reconnect(_ attempt: Reconnection) async throws {
        let lost = connection
        await lost.close()
        var configuration = configuration
        if let host = lost.configuration.hosts.first, let position = configuration.hosts.firstIndex(of: host) {
            configuration.hosts.swapAt(0, position)
        }
        let new = try await Connection.connect(configuration)
        let openedAt = openedAt.withLock { $0 }
        var known = written.withLock { $0 }
        known.formUnion(lost.ownTransactions)
        do {
            try await new.run { [known] session in
                try WritableServer.require(session, outcome: attempt.table == nil ? .refused : .failed)
                guard !attempt.acceptsAnyHost else { return }
                let failOver = FailOver(
                    session: session,
                    lost: lost.server,
                    cluster: attempt.cluster,
                    written: known,
                    openedAt: openedAt,
                    table: attempt.table
                )
                try failOver.require()
            }
        } catch {
            await new.close()
            throw error
        }
        written.withLock { [known] in $0 = known }
        current.withLock { $0 = new }
        self.openedAt.withLock { $0 = .now }
    }
}
