import MySQLClient
import Synchronization

/// The connection on which a run works, which another one replaces when it is lost.
final class RunConnection: Sendable {
    /// How to reach the server.
    let configuration: ConnectionConfiguration
    private let current: Mutex<Connection>

    init(_ connection: Connection, _ configuration: ConnectionConfiguration) {
        self.configuration = configuration
        current = Mutex(connection)
    }

    var connection: Connection {
        current.withLock { $0 }
    }

    /// Connects anew, to the same server or to another node of its cluster.
    ///
    /// - Throws: `SutureError.Code.serverChanged` when another server answers, `.serverReadOnly` when it takes no writes;
    ///   `MySQLError` when none answers.
    func reconnect(cluster: String?) async throws {
        let lost = connection
        await lost.close()
        let new = try await Connection.connect(configuration)
        do {
            try await new.run { session in
                try Self.requireSame(session, as: lost.server, cluster)
                try WritableServer.require(session, outcome: .failed)
            }
        } catch {
            await new.close()
            throw error
        }
        current.withLock { $0 = new }
    }

    private static func requireSame(_ session: Session, as lost: ServerIdentity, _ cluster: String?) throws {
        if session.server.instance == lost.instance { return }
        if let cluster, try ClusterNode.cluster(session) == cluster { return }
        throw SutureError(
            .serverChanged,
            "The connection was lost, and another server answers now.",
            remedy: "Find out which one holds the data; then run the same command again on that one.",
            outcome: .failed
        )
    }
}
