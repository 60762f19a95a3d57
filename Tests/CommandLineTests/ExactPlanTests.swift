import MySQLClient
import SutureTesting
import Testing

/// Plans that match the run.
@Suite struct ExactPlanTests {
    @Test(arguments: await TestServers.all())
    func plansExactlyWhatUpThenChanges(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 3) { test in
            let planned = try await test.expectUnchanged {
                try await test.run("plan", "--exact", "--format", "json")
            }
            planned.expectDone()
            #expect(try await test.stateTables() == [])
            #expect(try await scratchSchemas(test) == 0)
            let plan = try planned.json(JSONObjects.ExactPlan.self)
            let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
            #expect(plan.migrations.map(\.version) == up.migrations.map(\.version))
            for (planned, applied) in zip(plan.migrations, up.migrations) {
                #expect(planned.changes == applied.changes, "\(planned.name)")
            }
            #expect(plan.totals == up.totals)
            #expect(plan.totals.count > 5)
        }
    }

    /// The copy has the record of the repairs that the pending versions may repeat, even if it lacks columns.
    @Test(arguments: await TestServers.all())
    func plansOverTheStateOfAnOlderVersion(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.synchronizePair).expectDone()
            try await test.execute("ALTER TABLE suture_history DROP COLUMN pruned_at, DROP COLUMN pruned_by")
            try await test.run("plan", "--exact").expectDone()
            try await test.run("up").expectDone()
        }
    }

    /// Figures that are not marked as today's are those of `up`, even without a copy.
    @Test(arguments: await TestServers.all())
    func marksTheFiguresThatWillDiffer(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let plan = try await test.run("plan", "--format", "json").json(JSONObjects.Plan.self)
            let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
            for (planned, applied) in zip(plan.migrations, up.migrations)
            where planned.steps.allSatisfy(\.isExact) {
                #expect(planned.steps.flatMap(\.changes) == applied.changes, "\(planned.name)")
            }
            #expect(plan.migrations.first?.steps.allSatisfy(\.isExact) == true)
            #expect(plan.migrations.last?.steps.allSatisfy(\.isExact) == false)
        }
    }

    private func scratchSchemas(_ test: ToolCase) async throws -> Int {
        // Other tests plan at the same time; the copies of this one have its schema's name in theirs.
        try await test.count(
            """
            information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE CONCAT('suture\\_scratch\\_', LEFT(DATABASE(), 40), '\\_%')
            """
        )
    }
}
