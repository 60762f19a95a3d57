import MySQLClient
import SutureCore
import Synchronization
import Testing

/// An application that continues to write to the school platform while it is repaired: exactly the rows that the
/// migrations are to remove, good rows, and edits.
///
/// Each version gets its share of writes, so that the run comes to an end. A row that the writer adds has an id from
/// ``firstID`` on.
final class Writer: Sendable {
    static let firstID = 1_000_000
    static let writesPerVersion = 12

    /// A column that the writer edits, and no migration writes.
    struct Cell: Hashable {
        let table: String
        let column: String
        let id: Int
    }

    private struct State {
        var budget = 0
        var nextID = Writer.firstID
        var isDone = false
        var writes: [String: Int] = [:]
        var edits: [Cell: String] = [:]
    }

    private let state = Mutex(State())

    /// The number of written rows of each kind.
    var writes: [String: Int] { state.withLock(\.writes) }
    /// The last value that was written into each edited column.
    var edits: [Cell: String] { state.withLock(\.edits) }

    @Sendable func observe(_ event: RunEvent) {
        guard case .migrationStarted = event else { return }
        state.withLock { $0.budget = Self.writesPerVersion }
    }

    /// Marks the run as ended.
    func stop() {
        state.withLock { $0.isDone = true }
    }

    /// Writes until the run has ended.
    func run(_ connection: Connection) async throws {
        let kinds = Self.kinds
        // Later effects must come only from its own writes, and not from the triggers.
        try await connection.run { try $0.execute("SET @suture_sync = 0") }
        while !state.withLock(\.isDone) {
            let chosen: (kind: Int, id: Int)? = state.withLock { state in
                guard state.budget > 0 else { return nil }
                state.budget -= 1
                state.nextID += 1
                return (state.nextID % (kinds.count + 1), state.nextID)
            }
            guard let (kind, id) = chosen else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            do {
                if kind < kinds.count {
                    try await connection.run { session in
                        try session.execute("SET @id = \(id)")
                        try session.transaction {
                            for statement in kinds[kind].1 {
                                try session.execute(statement)
                            }
                        }
                    }
                    state.withLock { $0.writes[kinds[kind].0, default: 0] += 1 }
                } else {
                    try await edit(connection, id)
                }
            } catch let error as MySQLError where [1062, 1451, 1452, 1205, 1213].contains(error.code.rawValue) {
                // A constraint refuses it, or the run was faster.
            }
            try await Task.sleep(for: .milliseconds(40))
        }
    }

    private func edit(_ connection: Connection, _ number: Int) async throws {
        let (table, column) = [("courses", "price"), ("students", "bio"), ("invoices", "amount")][number / 5 % 3]
        let edited: Int? = try await connection.run { session in
            try session.transaction {
                let id: Int? = try session.value(
                    "SELECT id FROM \(identifier: table) WHERE id < \(Self.firstID) ORDER BY RAND() LIMIT 1 FOR UPDATE"
                )
                guard let id else { return nil }
                try session.execute(
                    "UPDATE \(identifier: table) SET \(identifier: column) = \(number) WHERE id = \(id)"
                )
                return id
            }
        }
        guard let edited else { return }
        state.withLock { state in
            state.edits[Cell(table: table, column: column, id: edited)] = String(number)
            state.writes["edit", default: 0] += 1
        }
    }

    private static var kinds: [(String, [Statement])] {
        let name: Statement = "(SELECT name FROM (SELECT name FROM institutions ORDER BY RAND() LIMIT 1) AS n)"
        return [
            (
                "duplicate",
                [
                    "INSERT INTO institutions (id, name) SELECT @id, \(name)",
                    "INSERT INTO courses (id, institution_id, title) VALUES (@id, @id, 'Late course')",
                    "INSERT INTO invoices (id, institution_id, number, amount, issued_on) VALUES (@id, @id, @id, 1, '2026-01-01')",
                ]
            ),
            (
                "orphaned enrollment",
                [
                    """
                    INSERT INTO enrollments (id, student_id, course_id)
                    SELECT @id, 900000 + @id, id FROM courses ORDER BY RAND() LIMIT 1
                    """
                ]
            ),
            (
                "student without a user",
                ["INSERT INTO students (id, name, email) VALUES (@id, 'Late', CONCAT(@id, '@late.example'))"]
            ),
            (
                "enrollment",
                [
                    """
                    INSERT INTO enrollments (id, student_id, course_id)
                    SELECT @id, s.id, c.id FROM students AS s, courses AS c
                    WHERE s.id < 900000 AND c.id < 900000 ORDER BY RAND() LIMIT 1
                    """
                ]
            ),
        ]
    }
}
