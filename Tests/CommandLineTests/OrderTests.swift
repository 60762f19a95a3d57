import MySQLClient
import SutureTesting
import Testing

/// Versions that are older than the newest applied one.
@Suite struct OrderTests {
    @Test(arguments: await TestServers.all())
    func refusesALateVersionUnlessItIsAllowed(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("baseline", Version.synchronizePair).expectDone()
            try await test.execute("DELETE FROM suture_history WHERE version = \(Version.deleteOrphans)")

            let status = try await test.run("status")
            #expect(status.output.contains(#/20261123090100 +out-of-order/#))
            let refused = try await test.expectUnchanged { try await test.run("up", "--to", Version.deleteOrphans) }
            refused.expectError("out-of-order", exit: 3)
            #expect(refused.errors.contains(Version.deleteOrphans))
            #expect(refused.remedy?.contains("--allow-out-of-order") == true)

            let before = try await test.count("enrollments")
            let allowed = try await test.run("up", "--to", Version.deleteOrphans, "--allow-out-of-order")
            allowed.expectDone()
            #expect(try await test.count("enrollments") < before)
            #expect(try await test.run("status").output.contains(#/20261123090100 +applied/#))
        }
    }
}
