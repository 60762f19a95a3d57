import MySQLClient
import SutureTesting
import Testing

/// Files that were edited after they were applied.
@Suite struct DriftTests {
    private func withDrift(_ server: TestServer, _ body: (ToolCase) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.deleteOrphans).expectDone()
            try await test.execute(
                "UPDATE suture_history SET checksum = REPEAT('0', 64) WHERE version = \(Version.deleteOrphans)"
            )
            try await body(test)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesUpUntilTheDriftIsAccepted(server: TestServer) async throws {
        try await withDrift(server) { test in
            let refused = try await test.expectUnchanged { try await test.run("up") }
            refused.expectError("drift", exit: 3)
            #expect(refused.errors.contains("1 applied migration has changed"))
            #expect(refused.remedy?.contains("suture repair --accept-drift \(Version.deleteOrphans)") == true)

            let accepted = try await test.run("repair", "--accept-drift", Version.deleteOrphans)
            accepted.expectDone()
            #expect(accepted.output.contains(Version.deleteOrphans))
            try await test.run("up").expectDone()
            #expect(try await test.run("status", "--check").exitCode == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func showsTheDriftInTheStatus(server: TestServer) async throws {
        try await withDrift(server) { test in
            let result = try await test.run("status", "--check")
            #expect(result.exitCode == 2)
            #expect(result.output.contains(#/20261123090100 +drifted/#))
        }
    }

    @Test(arguments: await TestServers.all())
    func acceptsNoDriftOfWhatIsNotApplied(server: TestServer) async throws {
        try await withDrift(server) { test in
            for version in [Version.uniqueName, "20200101000000"] {
                let result = try await test.expectUnchanged {
                    try await test.run("repair", "--accept-drift", version)
                }
                result.expectError("unknown-version", exit: 3)
            }
        }
    }

    /// A version that was applied by another build is reported, and this one cannot revert it.
    @Test(arguments: await TestServers.all())
    func tellsAVersionThatThisBuildDoesNotHave(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute(
                "UPDATE suture_history SET version = 20270101000000 WHERE version = \(Version.keepInStep)",
                "UPDATE suture_steps SET version = 20270101000000 WHERE version = \(Version.keepInStep)"
            )
            let status = try await test.run("status", "--check")
            #expect(status.exitCode == 2)
            #expect(status.output.contains(#/20270101000000 +missing/#))
            let down = try await test.expectUnchanged { try await test.run("down") }
            down.expectError("migration-missing", exit: 3)
        }
    }
}
