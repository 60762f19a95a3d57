import MySQLClient
import SutureTesting
import Testing

/// `suture rehearse` over the shipped migrations.
@Suite struct RehearseCommandTests {
    private struct Rehearsal: Decodable {
        struct Definition: Decodable { let algorithm: String? }
        struct Step: Decodable { let definitions: [Definition] }
        struct Migration: Decodable {
            let version: String
            let steps: [Step]
        }
        let migrations: [Migration]
        let totals: [JSONObjects.Total]
        let differences: [String]
        let journalBytes: Int
    }

    @Test(arguments: await TestServers.all())
    func foretellsWhatUpThenDoes(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 3) { test in
            let rehearsed = try await test.expectUnchanged { try await test.run("rehearse", "--format", "json") }
            rehearsed.expectDone()
            #expect(try await test.stateTables() == [])
            let report = try rehearsed.json(Rehearsal.self)
            #expect(report.differences == [])
            #expect(report.journalBytes > 0)
            let methods = report.migrations.flatMap(\.steps).flatMap(\.definitions).map(\.algorithm)
            #expect(methods.count > 2)
            #expect(!methods.contains(nil))
            let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
            #expect(report.migrations.map(\.version) == up.migrations.map(\.version))
            #expect(report.totals == up.totals)
            let again = try await test.run("rehearse")
            again.expectDone()
            #expect(again.output == "Nothing to do.\n")
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsItToPeople(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.run("rehearse")
            result.expectDone()
            #expect(result.output.contains("others read and write meanwhile"))
            #expect(result.output.contains("✓ down: every byte was back"))
        }
    }
}
