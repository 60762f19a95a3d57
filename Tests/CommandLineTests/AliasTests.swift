import SutureTesting
import Testing

/// Verbs and flags that people bring from other tools.
@Suite struct AliasTests {
    @Test(arguments: await TestServers.all())
    func understandsMigrateRollbackAndInfo(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            let dryRun = try await test.expectUnchanged { try await test.run("migrate", "--dry-run") }
            dryRun.expectDone()
            #expect(dryRun.output == (try await test.run("plan").output))
            #expect(try await test.stateTables() == [])

            try await test.run("migrate", "--target", Version.deleteOrphans).expectDone()
            let info = try await test.run("info")
            #expect(info.output == (try await test.run("status").output))
            #expect(info.output.contains("5 pending."))

            let plan = try await test.expectUnchanged { try await test.run("rollback", "--dry-run", "--steps", "2") }
            plan.expectDone()
            #expect(plan.output.contains(Version.deleteOrphans))
            #expect(plan.output.contains(Version.mergeInstitutions))
            #expect(plan.output.contains("2 migrations would be taken back."))
            try await test.run("rollback", "--target", Version.mergeInstitutions).expectDone()
            #expect(try await test.run("info").output.contains("6 pending."))
            try await test.run("rollback").expectDone()
            #expect(try await test.differences(since: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func takesTheLastRunBack(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.deleteOrphans).expectDone()
            let middle = try await test.fingerprint()
            try await test.run("up").expectDone()
            let result = try await test.run("down", "--last-run")
            result.expectDone()
            #expect(result.output.contains("5 migrations taken back."))
            #expect(try await test.differences(since: middle) == [])
        }
    }
}
