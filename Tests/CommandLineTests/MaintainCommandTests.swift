import MySQLClient
import SutureTesting
import Testing

/// `suture maintain`: its exit codes, its output, and what it leaves unchanged.
@Suite struct MaintainCommandTests {
    private struct Report: Decodable {
        struct Total: Decodable, Equatable {
            let table: String
            let kind: String
            let rows: Int
        }

        let totals: [Total]
    }

    @Test(arguments: await TestServers.all())
    func repairsWhatHasGoneBadSince(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let early = try await test.run("maintain")
            early.expectDone()
            #expect(early.output.hasPrefix("Nothing to do: Suture has no tables in the schema \(test.database),"))
            try await test.run("maintain", Version.synchronizePair).expectError("unknown-version", exit: 3)
            #expect(
                try await test.count(
                    "information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'suture%'"
                ) == 0
            )
            try await test.run("up").expectDone()
            try await test.execute(CheckTests.misspelling(of: 3))

            let planned = try await test.expectUnchanged {
                try await test.run("maintain", "--dry-run", "--max-rows", "2")
            }
            #expect(planned.exitCode == 2)
            #expect(planned.output.contains(#/update +3 +students/#))
            #expect(planned.output.contains("more than --max-rows 2"))
            let refused = try await test.expectUnchanged { try await test.run("maintain", "--max-rows", "2") }
            refused.expectError("too-many-rows", exit: 3)

            let report: Report = try await test.run("maintain", "--max-rows", "3", "--format", "json").json()
            #expect(report.totals == [Report.Total(table: "students", kind: "update", rows: 3)])
            try await test.run("verify").expectDone()
            let status = try await test.run("status", "--check")
            status.expectDone()
            #expect(status.output.contains(#/20\d{12} +applied +Maintenance/#))
            try await test.run("maintain").expectDone()

            try await test.run("down").expectDone()
            #expect(try await test.run("verify").exitCode == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func takesBackWhatTheSmokeTestDoesNotLike(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute(CheckTests.misspelling(of: 3))
            let before = try await test.fingerprint()
            try await test.run("maintain", "--smoke", "false").expectError("smoke-failed", exit: 1)
            #expect(try await test.differences(since: before) == [])
            #expect(!(try await test.run("status").output.contains("Maintenance")))
        }
    }
}
