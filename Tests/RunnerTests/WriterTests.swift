import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// An application continues to write while the school platform is repaired.
@Suite struct WriterTests {
    private static let tables = ["institutions", "courses", "enrollments", "invoices", "students", "users"]
    private static let edited = ["price", "bio", "amount"]

    /// Returns every row of the tables: its key, and a hash of the columns that nobody edits and that the server does
    /// not set.
    private func rows(_ test: RunnerCase) async throws -> [String: String] {
        try await test.connection.run { session in
            var rows: [String: String] = [:]
            for table in Self.tables {
                let columns: [String] = try session.rows("SHOW COLUMNS FROM \(identifier: table)")
                    .map { try $0.get(0) }
                    .filter { !Self.edited.contains($0) && $0 != "updated_at" }
                let values = columns.map { "HEX(COALESCE(\(identifier: $0), 'NULL'))" as Statement }
                    .joined(separator: ", ")
                for row in try session.rows(
                    "SELECT id, SHA2(CONCAT_WS('/', \(values)), 256) AS hash FROM \(identifier: table)"
                ) {
                    rows["\(table) \(try row.get("id", as: Int.self))"] = try row.get("hash")
                }
            }
            return rows
        }
    }

    @Test(arguments: await TestServers.all())
    func endsAndGoesBackWhileRowsAreWritten(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let start = try await rows(test)
            let writer = Writer()
            let application = try await Connection.connect(test.configuration)
            var settings = RunnerCase.settings
            settings.rounds = 100
            let runner = try test.runner(settings, observer: writer.observe)
            async let writing: Void = writer.run(application)
            let run: Result<RunReport, any Error>
            do {
                run = .success(try await runner.up())
            } catch {
                run = .failure(error)
            }
            writer.stop()
            try await writing
            await application.close()
            #expect(try run.get().migrations.count == 7)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            #expect(Set(writer.writes.keys).count == 5, "\(writer.writes)")

            var request = DownRequest.everything
            request.conflictPolicy = .keep
            let conflicts = try await runner.planDown(request).conflicts
            let kept = Set(conflicts.conflicts.map { "\($0.table) \($0.key)" })
            #expect(kept.isSubset(of: writer.edits.keys.map { "\($0.table) \($0.id)" }), "\(conflicts.conflicts)")
            _ = try await runner.down(request)
            let end = try await rows(test)
            let changed = start.filter { end[$0.key] != $0.value }.keys.sorted()
            #expect(changed == [], "every row from before is back")
            let added = end.keys.filter { start[$0] == nil }
            let isLate = { (key: String) in (key.split(separator: " ").last.flatMap { Int($0) } ?? 0) >= Writer.firstID
            }
            #expect(
                Set(added.filter { !isLate($0) }) == kept,
                "rows that a migration made stay only where they were edited"
            )
            let (written, edits) = (writer.writes, writer.edits)
            let expected =
                ["duplicate": 3, "orphaned enrollment": 1, "student without a user": 1, "enrollment": 1]
                .reduce(0) { $0 + (written[$1.key] ?? 0) * $1.value }
            #expect(added.filter(isLate).count == expected, "every row of the application stays: \(written)")
            for (cell, value) in edits {
                let now = try await test.text(
                    "SELECT CAST(\(identifier: cell.column) AS CHAR) FROM \(identifier: cell.table) WHERE id = \(cell.id)"
                )
                #expect(now?.hasPrefix(value) == true, "\(cell)")
            }
        }
    }
}
