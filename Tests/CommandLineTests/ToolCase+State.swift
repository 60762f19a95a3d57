import MySQLClient
import SutureCore
import SutureTesting
import Testing

extension ToolCase {
    /// Returns the content and the definitions of all tables but Suture's own.
    func fingerprint() async throws -> Fingerprint {
        try await MigrationTest.fingerprint(connection)
    }

    /// Returns the differences of the tables since a fingerprint was taken; empty if there are none.
    func differences(since start: Fingerprint) async throws -> [String] {
        try await fingerprint().differences(from: start)
    }

    /// Returns whether the schema has no tables but Suture's own.
    func isEmpty() async throws -> Bool {
        try await fingerprint().tables.isEmpty
    }

    /// Runs the body, and expects every table, and Suture's history and journal, to be unchanged.
    func expectUnchanged<Result: Sendable>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let (tables, state) = (try await fingerprint(), try await recorded())
        let result = try await body()
        #expect(try await differences(since: tables) == [], sourceLocation: sourceLocation)
        #expect(try await recorded() == state, "Suture's own state", sourceLocation: sourceLocation)
        return result
    }

    /// Waits until another session in the schema is in a state.
    func waitForSession(where condition: @escaping @Sendable (ServerProcess) -> Bool) async throws {
        try await Wait.until("another session is in the state") {
            try await connection.run { try $0.neighbours().contains(where: condition) }
        }
    }

    /// The tables that any run creates before it takes the lock.
    private static let ledger: Set<String> = [
        "suture_history", "suture_steps", "suture_journal", "suture_redirects", "suture_lock", "suture_fence",
        "suture_definitions",
    ]

    /// Returns Suture's records: the versions and their states, the journalled changes, and its other remaining tables;
    /// nothing while there are only empty tables.
    private func recorded() async throws -> [String] {
        let tables = try await stateTables()
        guard tables.contains("suture_history") else { return [] }
        return try await connection.run { session in
            let history = try session.rows(
                "SELECT CONCAT_WS(' ', version, state, checksum) FROM suture_history ORDER BY id"
            )
            let journal = try session.rows(
                """
                SELECT CONCAT_WS(' ', version, step, round, ordinal, state, position) FROM suture_journal
                ORDER BY version, step, round, ordinal
                """
            )
            let steps = try session.rows("SELECT CONCAT_WS(' ', version, ordinal, state) FROM suture_steps ORDER BY 1")
            let rows = try (history + journal + steps).map { try $0.get(0, as: String.self) }
            return rows + tables.subtracting(Self.ledger).sorted()
        }
    }

    /// Returns Suture's own existing tables.
    func stateTables() async throws -> Set<String> {
        try await connection.run { session in
            let rows = try session.rows(
                """
                SELECT TABLE_NAME FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'suture\\_%'
                """
            )
            return Set(try rows.map { try $0.get(0, as: String.self) })
        }
    }

    /// Returns names and emails of the people and institutions in the sample, which the tool may show only on request.
    func values() async throws -> [String] {
        try await connection.run { session in
            let rows = try session.rows(
                """
                SELECT name FROM institutions UNION SELECT name FROM students UNION SELECT email FROM students
                UNION SELECT name FROM users UNION SELECT email FROM users
                """
            )
            // A short name could be part of any word.
            return try rows.map { try $0.get(0, as: String.self) }.filter { $0.count > 6 }
        }
    }

    /// Returns whether no runner holds the lock, according to the row and the named lock.
    func isLockFree() async throws -> Bool {
        let rows = try await count("suture_lock WHERE owner IS NOT NULL")
        let isFree = try await text("SELECT CAST(IS_FREE_LOCK(CONCAT('suture:', DATABASE())) AS CHAR)")
        return rows == 0 && isFree == "1"
    }
}
