import MySQLClient
import Synchronization

/// Keeps a run alive from a connection of its own: renews its lease, and closes its connection if that one hangs.
///
/// A connection hangs when the client waits for an answer while the server has none to give: its session is idle, or
/// gone. A read timeout cannot distinguish that from a statement that takes hours, so the server is asked. If the
/// server is unreachable for as long as the lease, the connection is closed too, since another runner may take over
/// then.
final class RunWatch: Sendable {
    private let link: RunConnection
    private let settings: RunSettings
    private let held = Mutex<Int64?>(nil)

    init(_ link: RunConnection, _ settings: RunSettings) {
        self.link = link
        self.settings = settings
    }

    /// The fencing number whose lease is renewed; nil while the run has no lock.
    var fence: Int64? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    private var interval: Duration { settings.lease / 3 }

    /// Starts watching; cancel the task to stop.
    func start() -> Task<Void, Never> {
        Task.detached { [self] in
            var own: Connection?
            var lastAnswer = ContinuousClock.now
            var suspect: AwaitedStatement?
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                if Task.isCancelled { break }
                do {
                    let open: Connection
                    if let own { open = own } else { open = try await connect() }
                    own = open
                    // Not to be cancelled, which would need one more connection; the read timeout bounds it.
                    let hanging = try await Task.detached { [self] in try await beat(open) }.value
                    if let hanging, hanging == suspect { link.connection.abort() }
                    suspect = hanging
                    lastAnswer = .now
                } catch {
                    await own?.close()
                    own = nil
                    if ContinuousClock.now - lastAnswer > settings.lease, link.connection.awaitedStatement != nil {
                        link.connection.abort()
                        lastAnswer = .now
                    }
                }
            }
            await own?.close()
        }
    }

    /// Connects to the server that the run has reached, with short timeouts, since a late answer is worthless.
    private func connect() async throws -> Connection {
        var configuration = link.connection.configuration
        configuration.connectTimeout = min(configuration.connectTimeout, interval)
        configuration.readTimeout = interval
        configuration.writeTimeout = interval
        return try await Connection.connect(configuration)
    }

    /// Renews the lease, and checks whether the run's connection hangs.
    ///
    /// - Returns: The statement for which the client waits in vain, if the next check finds the same one.
    private func beat(_ own: Connection) async throws -> AwaitedStatement? {
        let (watched, fence, settings) = (link.connection, fence, settings)
        let awaited = watched.awaitedStatement
        return try await own.run { session in
            if let fence {
                let names = StateNames(schema: settings.stateSchema)
                _ = try RunLock(session: session, names: names, settings: settings).renew(fence: fence)
            }
            guard let awaited, session.server.instance == watched.server.instance else { return nil }
            let found = try ServerSession.find(watched.server.connectionID, in: session)
            return found?.isAtWork == true ? nil : awaited
        }
    }
}
