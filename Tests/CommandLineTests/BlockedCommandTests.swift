import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Signals while a command waits for the server, and while a dump does.
@Suite struct BlockedCommandTests {
    /// Runs a command that is blocked by a table lock of another session, and interrupts it.
    private func interrupt(
        _ test: ToolCase,
        _ signal: Int32,
        _ arguments: [String],
        whileLocked tables: Statement
    ) async throws -> ToolResult {
        let locker = try await Connection.connect(test.configuration)
        try await locker.run { try $0.execute("LOCK TABLES \(tables)") }
        let result: Result<ToolResult, any Error>
        do {
            let running = try Tool.start(arguments, url: test.url)
            defer { running.send(SIGKILL) }
            // The dump is taken under the lock; before that, the tool itself may wait for a moment.
            if arguments.contains("--backup") { try await waitForLock(test) }
            try await test.waitForSession { $0.state.hasPrefix("Waiting for table") }
            running.send(signal)
            result = .success(try await running.result())
        } catch {
            result = .failure(error)
        }
        await locker.close()
        return try result.get()
    }

    private func waitForLock(_ test: ToolCase) async throws {
        try await Wait.until("the command has the lock") {
            guard try await test.stateTables().contains("suture_lock") else { return false }
            return try await !test.isLockFree()
        }
    }

    @Test(arguments: await TestServers.all(), ["plan", "analyze", "up"])
    func endsTheStatementThatWaits(server: TestServer, command: String) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            let result = try await interrupt(
                test,
                SIGTERM,
                [command],
                whileLocked: "institutions WRITE, enrollments WRITE"
            )
            result.expectError("interrupted", exit: 143)
            #expect(try await test.differences(since: start) == [])
        }
    }

    @Test(arguments: await TestServers.all(), [["backup"], ["up", "--backup"]])
    func endsTheDumpThatWaits(server: TestServer, command: [String]) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            // A table that no migration reads: the checks before the dump must not be blocked.
            try await test.connection.run { _ = try $0.execute("CREATE TABLE cafeteria (id INT PRIMARY KEY)") }
            let arguments = command + ["--backup-directory", folder.url.path]
            let result = try await test.expectUnchanged {
                try await interrupt(test, SIGINT, arguments, whileLocked: "cafeteria WRITE")
            }
            result.expectError("interrupted", exit: 130)
            #expect(folder.names() == [])
            if command.first == "up" { #expect(try await test.isLockFree()) }
        }
    }
}
