import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Another runner at work on the database.
@Suite struct LockTests {
    /// Holds the lock like a runner: the named lock of a connection, and the row with its lease.
    private func withLockHeld(_ server: TestServer, _ body: (ToolCase) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            let got = try await test.text("SELECT CAST(GET_LOCK(CONCAT('suture:', DATABASE()), 5) AS CHAR)")
            try #require(got == "1")
            try await test.execute(
                """
                UPDATE suture_lock SET owner = 'deploy 7 on build-host', fence = fence + 1,
                acquired_at = '2026-01-02 03:04:05', expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR
                """
            )
            try await body(test)
        }
    }

    /// A runner that has just got the named lock records this in the row a moment later; it is not mistaken for a
    /// hanging one.
    @Test(arguments: await TestServers.all())
    func leavesARunnerThatIsJustTakingTheLock(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            let other = try await Connection.connect(test.configuration)
            _ = try await other.run { try $0.rows("SELECT GET_LOCK(CONCAT('suture:', DATABASE()), 5)") }
            let waiting = try test.start("up", "--lock-timeout", "8")
            defer { waiting.send(SIGKILL) }
            try await test.waitForSession { $0.isWaitingForNamedLock }
            try await Task.sleep(for: .seconds(1))
            try await other.run { session in
                _ = try session.execute(
                    """
                    UPDATE suture_lock SET owner = 'another', fence = fence + 1, acquired_at = UTC_TIMESTAMP(6),
                    expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR
                    """
                )
            }
            try await waiting.result().expectError("locked", exit: 4)
            await other.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func saysWhoHoldsTheLockAndGivesUp(server: TestServer) async throws {
        try await withLockHeld(server) { test in
            for command in [["up"], ["down"], ["baseline", Version.uniqueName]] {
                let result = try await test.expectUnchanged {
                    try await Tool.run(command + ["--lock-timeout", "1"], url: test.url)
                }
                result.expectError("locked", exit: 4)
                #expect(result.errors.contains("deploy 7 on build-host"))
                #expect(result.errors.contains("2026-01-02 03:04:05"))
                #expect(result.errors.contains("waiting for deploy 7 on build-host"))
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func readsWhileAnotherRunnerHoldsTheLock(server: TestServer) async throws {
        try await withLockHeld(server) { test in
            for command in ["status", "plan", "verify", "history", "analyze"] {
                try await test.run(command, "--lock-timeout", "0").expectDone()
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func goesOnWhenTheOtherRunnerEnds(server: TestServer) async throws {
        try await withLockHeld(server) { test in
            let waiting = try test.start("up", "--lock-timeout", "900")
            try await Task.sleep(for: .milliseconds(500))
            try await test.execute(
                "UPDATE suture_lock SET owner = NULL, acquired_at = NULL, expires_at = NULL",
                "DO RELEASE_LOCK(CONCAT('suture:', DATABASE()))"
            )
            try await waiting.result().expectDone()
            #expect(try await test.isLockFree())
        }
    }

    /// The owner's connection has ended, and with it the named lock: nobody waits for the lease of a dead process.
    @Test(arguments: await TestServers.all())
    func takesOverFromARunnerThatDied(server: TestServer) async throws {
        try await withLockHeld(server) { test in
            try await test.execute("DO RELEASE_LOCK(CONCAT('suture:', DATABASE()))")
            try await test.run("up", "--lock-timeout", "300").expectDone()
            #expect(try await test.isLockFree())
        }
    }
}
