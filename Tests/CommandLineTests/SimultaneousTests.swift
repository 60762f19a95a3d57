import MySQLClient
import SutureTesting
import Testing

/// Several hosts of one deployment that migrate at the same instant.
@Suite struct SimultaneousTests {
    @Test(arguments: await TestServers.all())
    func oneAppliesAndTheOthersHaveNothingToDo(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let runs = try (1...3).map { _ in try test.start("up") }
            var results: [ToolResult] = []
            for run in runs { results.append(try await run.result()) }
            for result in results { result.expectDone() }
            #expect(results.filter { $0.output.contains("7 migrations applied.") }.count == 1)
            #expect(results.filter { $0.output == "Nothing to do.\n" }.count == 2)
            #expect(try await test.count("suture_history") == 7)
            #expect(try await test.isLockFree())
            try await test.run("verify").expectDone()
        }
    }
}
