import MySQLClient
import SutureTesting

extension TestServer {
    /// Runs `body` with a session in a schema of its own that holds the typed table and its rows.
    func withTypedTable(_ body: @escaping @Sendable (Session) throws -> Void) async throws {
        try await withSession { session in
            try session.execute(Statement(Typed.definition))
            for row in Typed.rows {
                try session.execute("INSERT INTO typed (\(raw: Typed.columns)) VALUES \(raw: row)")
            }
            try body(session)
        }
    }
}

extension Session {
    private struct Undo: Error {}

    /// Runs `body` in a transaction that is rolled back.
    func undoing(_ body: () throws -> Void) throws {
        do {
            try transaction {
                try body()
                throw Undo()
            }
        } catch is Undo {}
    }
}
