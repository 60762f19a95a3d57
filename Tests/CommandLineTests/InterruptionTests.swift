import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// Signals in the middle of `up`.
@Suite struct InterruptionTests {
    @Test(arguments: await TestServers.all(), [SIGINT, SIGTERM])
    func rollsTheOpenChunkBackAndCanGoOn(server: TestServer, signal: Int32) async throws {
        let undisturbed = try await ToolCase.with(server, scale: 30) { test in
            try await test.run("up").expectDone()
            return try await test.fingerprint()
        }
        try await ToolCase.with(server, scale: 30) { test in
            let start = try await test.fingerprint()
            var interruptions = 0
            // At rows of the first version, of the second, and of the third.
            for version in Version.all.prefix(3) {
                let result = try await interrupt(test, signal, atRowsOf: version)
                guard result.exitCode != 0 else { break }
                interruptions += 1
                result.expectError("interrupted", exit: 128 + signal)
                #expect(result.remedy?.contains("Run the same command again") == true)
                #expect(try await test.isLockFree())
                #expect(try await test.run("status", "--check").exitCode == 2)
            }
            #expect(interruptions > 0, "up was too fast to be interrupted")
            try await test.run("up").expectDone()
            #expect(try await test.differences(since: undisturbed) == [])
            try await test.run("verify").expectDone()
            try await test.run("down", "--to", "0").expectDone()
            #expect(try await test.differences(since: start) == [])
        }
    }

    /// The changes before the signal are reverted exactly, without an `up` in between.
    @Test(arguments: await TestServers.all())
    func takesAHalfAppliedVersionBack(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 30) { test in
            let start = try await test.fingerprint()
            let result = try await interrupt(test, SIGTERM, atRowsOf: Version.mergeInstitutions)
            result.expectError("interrupted", exit: 143)
            try await test.run("down", "--to", "0").expectDone()
            #expect(try await test.differences(since: start) == [])
        }
    }

    @Test(arguments: await TestServers.all(), [SIGINT, SIGTERM])
    func leavesALockThatItWaitsFor(server: TestServer, signal: Int32) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            try await test.execute(
                "DO GET_LOCK(CONCAT('suture:', DATABASE()), 5)",
                """
                UPDATE suture_lock SET owner = 'another', acquired_at = UTC_TIMESTAMP(6),
                expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR
                """
            )
            let waiting = try test.start("up")
            try await test.waitForSession { $0.isWaitingForNamedLock }
            waiting.send(signal)
            let result = try await waiting.result()
            result.expectError("interrupted", exit: 128 + signal)
            #expect(try await test.text("SELECT owner FROM suture_lock") == "another")
        }
    }

    /// Starts `up`, and sends the signal as soon as rows of a version are changed; sends none if `up` ends before.
    private func interrupt(_ test: ToolCase, _ signal: Int32, atRowsOf version: String) async throws -> ToolResult {
        let running = try test.start("up", "--chunk-rows", "200")
        let watch = Task {
            let isBegun: Statement = "suture_journal WHERE version = \(version) AND position > 0"
            while !Task.isCancelled {
                if try await test.stateTables().contains("suture_journal"), try await test.count(isBegun) > 0 {
                    running.send(signal)
                    return
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        let result = try await running.result()
        watch.cancel()
        try? await watch.value
        return result
    }
}
