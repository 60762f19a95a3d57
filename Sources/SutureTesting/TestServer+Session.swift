public import MySQLClient

extension TestServer {
    /// Runs a body with a session in a schema of its own.
    public func withSession<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) async throws -> R {
        try await withSchema { configuration in
            try await Connection.withSession(configuration, body)
        }
    }
}
