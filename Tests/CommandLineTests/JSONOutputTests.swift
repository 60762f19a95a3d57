import Foundation
import MySQLClient
import SutureTesting
import Testing

/// One JSON object per command, with the fields that scripts rely on.
@Suite struct JSONOutputTests {
    private func json<Object: Decodable>(
        _ test: ToolCase,
        _ arguments: String...,
        as type: Object.Type
    ) async throws -> Object {
        let result = try await Tool.run(
            arguments + ["--format", "json"],
            url: test.url,
            environment: ToolCase.environment
        )
        result.expectDone()
        #expect(result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("{\"progress\":") }, "\(result.errors)")
        return try result.json(type)
    }

    @Test(arguments: await TestServers.all())
    func describesEveryCommandOfAJourney(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let found = try await json(test, "analyze", as: JSONObjects.Findings.self)
            #expect(found.migrations.map(\.version) == Version.all)
            #expect(found.findings == found.migrations.flatMap(\.findings).count)
            #expect(found.findings > 0)
            #expect(found.migrations.flatMap(\.findings).flatMap(\.values) == [])

            let plan = try await json(test, "plan", as: JSONObjects.Plan.self)
            #expect(plan.migrations.map(\.version) == Version.all)
            #expect(plan.migrations.first?.steps.first?.kind == "merge-duplicates")

            let up = try await json(test, "up", as: JSONObjects.Run.self)
            #expect(up.migrations.map(\.version) == Version.all)
            let totals = up.totals.map { ("\($0.kind) \($0.table)", $0.rows) }
            #expect(Dictionary(totals) { $0 + $1 } == up.rows)
            #expect(up.kept == 0)
            #expect(up.overwritten == [])

            let status = try await json(test, "status", as: JSONObjects.Status.self)
            #expect(status.migrations.map(\.version) == Version.all)
            #expect(status.migrations.map(\.state) == Version.all.map { _ in "applied" })
            #expect(status.migrations.allSatisfy { $0.appliedAt != nil && $0.isReversible == true })
            #expect(status.pending == 0)

            let verified = try await json(test, "verify", as: JSONObjects.Findings.self)
            #expect(verified.migrations.map(\.version) == Version.all)
            #expect(verified.findings == 0)

            let downPlan = try await json(test, "down", "--to", "0", "--plan", as: JSONObjects.DownPlan.self)
            #expect(downPlan.migrations.map(\.version) == Version.all.reversed())
            #expect(downPlan.conflicts == 0)

            let down = try await json(test, "down", "--to", "0", as: JSONObjects.Run.self)
            #expect(down.migrations.map(\.version) == Version.all.reversed())
            for (planned, done) in zip(downPlan.migrations, down.migrations) {
                #expect(planned.changes == done.changes, "\(planned.name)")
            }
            #expect(down.rows.values.reduce(0, +) == up.rows.values.reduce(0, +))

            let history = try await json(test, "history", as: JSONObjects.History.self)
            #expect(history.applications.map(\.version) == Version.all)
            #expect(history.applications.allSatisfy { $0.state == "reverted" && $0.revertedAt != nil })
            #expect(history.applications.allSatisfy { $0.checksum.count == 64 && $0.account.hasPrefix("root@") })
        }
    }

    @Test(arguments: await TestServers.all())
    func describesBaselineAndRepair(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let taken = try await json(test, "baseline", Version.deleteOrphans, as: JSONObjects.Baseline.self)
            #expect(taken.baseline == [Version.mergeInstitutions, Version.deleteOrphans])
            let accepted = try await json(
                test,
                "repair",
                "--accept-drift",
                Version.deleteOrphans,
                as: JSONObjects.Repair.self
            )
            #expect(accepted.accepted == Version.deleteOrphans)
        }
    }

    @Test(arguments: await TestServers.all())
    func describesNothingToDo(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            #expect(try await json(test, "up", as: JSONObjects.Run.self).migrations.isEmpty)
            #expect(try await json(test, "plan", as: JSONObjects.Plan.self).migrations.isEmpty)
            #expect(try await json(test, "plan", "--exact", as: JSONObjects.ExactPlan.self).migrations.isEmpty)
            for arguments in [["up"], ["plan"], ["plan", "--exact"], ["up", "--dry-run"]] {
                #expect(try await Tool.run(arguments, url: test.url).output == "Nothing to do.\n")
            }
        }
    }
}
