/// A connection that no task has now.
struct IdleConnection {
    /// How long a server may be trusted to have kept a connection.
    private static let trust = Duration.seconds(10)

    let connection: Connection
    private let since = ContinuousClock.now

    init(_ connection: Connection) { self.connection = connection }

    /// Whether the server still has the connection; one that does not is closed.
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
