import SutureTesting
import Testing

/// An empty database: read-only commands report it, others refuse, and no table is created.
@Suite struct EmptyDatabaseTests {
    @Test(
        arguments: await TestServers.all(),
        ["status", "verify", "history", "down", "redirects", "check", "check --history"]
    )
    func hasNothingToTell(server: TestServer, command: String) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let result = try await Tool.run(command.split(separator: " ").map(String.init), url: test.url)
            result.expectDone()
            #expect(!result.output.isEmpty)
            #expect(result.errors == "")
            #expect(try await test.isEmpty())
            #expect(try await test.stateTables() == [])
        }
    }

    @Test(arguments: await TestServers.all(), ["plan", "up", "analyze", "up --dry-run", "plan --exact"])
    func refusesWhatNeedsTables(server: TestServer, command: String) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let arguments = command.split(separator: " ").map(String.init)
            let result = try await Tool.run(arguments, url: test.url)
            result.expectError("table-missing", exit: 3)
            #expect(try await test.isEmpty())
            #expect(try await test.stateTables() == [])
        }
    }
}
