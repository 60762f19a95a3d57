import SutureTesting
import Testing

/// A unique key that cannot be added, because rows violate it.
@Suite struct DuplicatesRemainTests {
    @Test(arguments: await TestServers.all())
    func refusesTheKeyAndShowsNoValues(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("baseline", Version.synchronizePair).expectDone()
            let result = try await test.expectUnchanged { try await test.run("up") }
            result.expectError("duplicates-remain", exit: 3)
            #expect(result.errors.contains("uq_institutions_name"))
            #expect(result.errors.contains(#/\d+ rows/#))
            #expect(result.remedy?.contains("--show-values") == true)
            result.expectHidden(try await test.values())
            #expect(try await test.isLockFree())

            let status = try await test.run("status")
            #expect(status.output.contains(#/20261123090300 +pending/#))
            let plan = try await test.expectUnchanged { try await test.run("plan") }
            plan.expectDone()
            #expect(plan.output.contains("blocks up"))
            plan.expectHidden(try await test.values())
        }
    }

    @Test(arguments: await TestServers.all())
    func showsTheValuesOnRequestAlone(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let plain = try await test.expectUnchanged { try await test.run("analyze") }
            plain.expectDone()
            plain.expectHidden(try await test.values())
            let shown = try await test.expectUnchanged { try await test.run("analyze", "--show-values") }
            shown.expectDone()
            // Any of the equal spellings may be shown.
            let output = shown.output.lowercased()
            #expect(output.contains("abc academy ×4"))
            #expect(output.contains("xyz language school ×5"))
            #expect(try await test.stateTables() == [])
        }
    }
}
