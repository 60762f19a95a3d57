/// A connection that no task uses now.
struct IdleConnection {
    /// The idle time within which a connection is assumed to be alive.
    private static let trust = Duration.seconds(10)

    let connection: Connection
    private let since = ContinuousClock.now

    init(_ connection: Connection) { self.connection = connection }

    /// Returns whether the connection still works; if not, closes it.
    func answers() async -> Bool {
        guard ContinuousClock.now - since > Self.trust else { return true }
        do {
            try await connection.run { _ = try $0.execute("DO 0") }
            return true
        } catch {
            await connection.close()
            return false
        }
    }
}
