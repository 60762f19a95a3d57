import MySQLClient
import SutureTesting
import Testing

/// Exit codes for pipelines and monitoring: 2 when something is pending or found, 0 when not.
@Suite struct CheckFlagTests {
    @Test(arguments: await TestServers.all())
    func tellsPendingVersionsByTheExitCode(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            for command in ["status", "plan"] {
                #expect(try await test.run(command, "--check").exitCode == 2)
                #expect(try await test.run(command).exitCode == 0)
            }
            #expect(try await test.run("plan", "--exact", "--check").exitCode == 2)
            #expect(try await test.run("analyze", "--check").exitCode == 2)
            #expect(try await test.run("verify").exitCode == 0)
            try await test.run("up").expectDone()
            for command in ["status", "plan", "analyze"] {
                let result = try await test.run(command, "--check")
                if command == "analyze" {
                    // Teachers with a student row are reported, and not changed.
                    #expect(result.output.contains("role-mismatch"))
                } else {
                    result.expectDone()
                }
            }
            try await test.run("verify").expectDone()
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsABrokenPromiseByTheExitCode(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute(
                "ALTER TABLE institutions DROP INDEX uq_institutions_name",
                "INSERT INTO institutions (name, created_at) SELECT name, created_at FROM institutions ORDER BY id LIMIT 1"
            )
            let result = try await test.expectUnchanged { try await test.run("verify") }
            #expect(result.exitCode == 2)
            #expect(result.errorCode == nil)
            #expect(result.output.contains("unique-key-missing"))
            #expect(result.output.contains("duplicate-rows"))
            result.expectHidden(try await test.values())
        }
    }
}
