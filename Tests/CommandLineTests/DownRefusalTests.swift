import SutureTesting
import Testing

/// Rollbacks of versions that do not exist, or cannot be reverted.
@Suite struct DownRefusalTests {
    @Test(arguments: await TestServers.all())
    func hasNothingToDoWhenNothingIsApplied(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            for arguments in [["down"], ["down", "--steps", "3"], ["down", "--to", "0"], ["down", "--last-run"]] {
                let result = try await test.expectUnchanged { try await Tool.run(arguments, url: test.url) }
                result.expectDone()
                #expect(result.output.hasPrefix("Nothing to do: Suture has no tables in the schema \(test.database),"))
            }
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            try await test.run("down").expectDone()
            let again = try await test.expectUnchanged { try await test.run("down") }
            again.expectDone()
            #expect(again.output == "Nothing to do.\n")
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAVersionThatIsNotApplied(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            for version in [Version.uniqueName, "20200101000000"] {
                let result = try await test.expectUnchanged { try await test.run("down", "--to", version) }
                result.expectError("unknown-version", exit: 3)
                #expect(result.errors.contains(version))
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesToTakeABaselineBack(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            let baseline = try await test.run("baseline", Version.deleteOrphans)
            baseline.expectDone()
            #expect(baseline.output.contains("2 versions taken as applied"))
            #expect(try await test.differences(since: start) == [])
            let verified = try await test.run("verify")
            #expect(verified.exitCode == 2)
            #expect(verified.output.contains("2 applied migrations: "))
            #expect(verified.output.contains("institutions equal to others"))
            #expect(try await test.run("check", "--no-record").exitCode == 2)
            let result = try await test.expectUnchanged { try await test.run("down") }
            result.expectError("irreversible", exit: 3)
            #expect(result.errors.contains("baseline"))

            // The versions above the baseline are reverted, and no others.
            try await test.run("up", "--to", Version.synchronizePair).expectDone()
            try await test.expectUnchanged { try await test.run("down", "--to", "0") }
                .expectError("irreversible", exit: 3)
            try await test.run("down", "--to", Version.deleteOrphans).expectDone()
            #expect(try await test.differences(since: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesABaselineAtAnUnknownVersion(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.expectUnchanged { try await test.run("baseline", "20200101000000") }
            result.expectError("unknown-version", exit: 3)
            #expect(result.remedy?.contains(Version.uniqueName) == true)
            #expect(try await test.stateTables() == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesUpToAnUnknownVersion(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            for command in [["up"], ["up", "--dry-run"], ["plan"], ["plan", "--exact"]] {
                let result = try await test.expectUnchanged {
                    try await Tool.run(command + ["--to", "2026112309000"], url: test.url)
                }
                result.expectError("unknown-version", exit: 3)
                #expect(result.remedy?.contains(Version.mergeInstitutions) == true)
            }
            #expect(try await test.stateTables() == [])
        }
    }
}
