import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// A chunk that is blocked by a row of another session shrinks each time, so that all rows before it are done.
@Suite struct ShrinkingChunkTests {
    /// Records the progress of the change while the row was still held.
    private final class Progress: Sendable {
        private struct State {
            var failures = 0
            var rows: Int?
        }

        private let state = Mutex(State())

        func observe(_ event: RunEvent) {
            state.withLock { state in
                switch event {
                case .retrying: state.failures += 1
                case .changed(_, let rows, _) where state.rows == nil: state.rows = rows
                default: break
                }
            }
        }

        var firstRows: Int? { state.withLock { $0.rows } }
        /// True if something was changed, or the chunk was tried often in vain.
        var isEnough: Bool { state.withLock { $0.rows != nil || $0.failures > 4 } }
    }

    @Test(arguments: await TestServers.all())
    func whatComesBeforeAHeldRowIsDone(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            // More rows than the 500 of a first chunk, and counted, so that the server looks each of them up by its key
            // and locks no other.
            let digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)"
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY AUTO_INCREMENT, body VARCHAR(20) NOT NULL)",
                """
                INSERT INTO notes (body) SELECT 'a' FROM \(raw: digits) AS a JOIN \(raw: digits) AS b
                JOIN \(raw: digits) AS c JOIN \(raw: digits) AS d
                """,
                "ANALYZE TABLE notes"
            )
            let other = try await Connection.connect(test.configuration)
            try await other.run { session in
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE notes SET body = 'held' WHERE id = 500")
            }
            let progress = Progress()
            let runner = try test.runner(observer: progress.observe) {
                Update("notes", set: ["body": "UPPER(t.body)"], where: "TRUE")
            }
            async let up = runner.up()
            try await Wait.until("the chunks have shrunk") { progress.isEnough }
            try await other.run { try $0.execute("ROLLBACK") }
            _ = try await up
            #expect(progress.firstRows == 250)
            #expect(try await test.count("notes WHERE body = 'A' COLLATE utf8mb4_bin") == 625)
            await other.close()
        }
    }
}
