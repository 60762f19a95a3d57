import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// The cost of the triggers: rows of users per second with them, and without them and so without students.
///
/// `SUTURE_TRIGGER_ROWS` sets the number of rows; the figures are printed.
@Suite(.serialized) struct TriggerCostTests {
    private static let rows = TestSettings.number("SUTURE_TRIGGER_ROWS") ?? 1_000
    private static let batch = 500

    @Test(arguments: await TestServers.all()) func everyRowHasItsOtherHalf(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.installTriggers()
            for isSingle in [true, false] {
                var ratios: [String: [Double]] = [:]
                for _ in 1...3 {
                    let off = try await times(test, isOn: false, isSingle: isSingle)
                    let on = try await times(test, isOn: true, isSingle: isSingle)
                    for (name, duration) in on { ratios[name, default: []].append(duration / (off[name] ?? duration)) }
                }
                let shown = ratios.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.sorted()[1])" }
                print("triggers on \(server), \(isSingle ? "a row" : "\(Self.batch) rows") a statement: \(shown)")
            }
        }
    }

    /// Inserts, updates and deletes users; with the triggers their students follow.
    private func times(_ test: SyncCase, isOn: Bool, isSingle: Bool) async throws -> [String: Duration] {
        let (count, size) = (Self.rows, isSingle ? 1 : Self.batch)
        return try await Connection.withSession(test.configuration) { session in
            try session.execute("SET @suture_sync = \(raw: isOn ? "NULL" : "0")")
            let starts = Array(stride(from: 1, through: count, by: size))
            let clock = ContinuousClock()
            let insert = try clock.measure {
                for start in starts {
                    let rows = (start..<start + size).map { "(\($0), 'ann', '\($0)@example.org', 'x', 'STUDENT')" }
                    try session.execute(
                        "INSERT INTO users (id, name, email, password, role) VALUES \(raw: rows.joined(separator: ", "))"
                    )
                }
            }
            let students: Int = try session.value("SELECT COUNT(*) FROM students") ?? 0
            #expect(students == (isOn ? starts.count * size : 0))
            let update = try clock.measure {
                for start in starts {
                    try session.execute("UPDATE users SET name = 'eve' WHERE id >= \(start) AND id < \(start + size)")
                }
            }
            #expect(try session.value("SELECT COUNT(*) FROM students WHERE name = 'eve'", as: Int.self) == students)
            let delete = try clock.measure {
                for start in starts {
                    try session.execute("DELETE FROM users WHERE id >= \(start) AND id < \(start + size)")
                }
            }
            #expect(try session.value("SELECT COUNT(*) FROM students", as: Int.self) == 0)
            return ["insert": insert, "update": update, "delete": delete]
        }
    }
}
