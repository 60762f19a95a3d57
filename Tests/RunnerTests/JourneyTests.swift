import MySQLClient
import ShippedMigrations
import SutureCore
import SutureTesting
import Testing

/// The whole journey over the sample: the run matches the plan, and all of it can be reverted.
@Suite struct JourneyTests {
    @Test(arguments: await TestServers.all(), [1, 100])
    func changesWhatIsPlannedAndComesBackExactly(server: TestServer, scale: Int) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install(scale: scale)
            let start = try await test.fingerprint()
            let runner = try test.runner()
            let plan = try await runner.exactPlan()
            #expect(try await test.fingerprint().differences(from: start) == [])
            let up = try await runner.up()
            #expect(up.migrations.count == MigrationIndex.all.count)
            for (planned, done) in zip(plan.migrations, up.migrations) {
                #expect(planned.version == done.version)
                #expect(planned.changes == done.changes)
            }
            #expect(try await runner.verify().flatMap(\.findings) == [])
            let first = try await test.fingerprint()
            #expect(first.differences(from: start) != [])
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: first) == [])
        }
    }

    /// A plan by temporary tables predicts each version exactly, when those before it are applied.
    @Test(arguments: await TestServers.all())
    func plansEachVersionByReadingAlone(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install(scale: 2)
            let runner = try test.runner()
            for migration in MigrationIndex.all {
                let before = try await test.fingerprint()
                let tables = try await test.stateTables()
                let plan = try await runner.plan(to: migration.version)
                #expect(plan.map(\.version) == [migration.version])
                #expect(plan.first?.isExact == true)
                #expect(try await test.fingerprint().differences(from: before) == [])
                #expect(try await test.stateTables() == tables)
                var request = UpRequest()
                request.target = migration.version
                let up = try await runner.up(request)
                #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func marksFiguresThatDependOnEarlierVersions(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let plan = try await test.runner().plan()
            #expect(plan.map(\.isExact) == [true, false, false, false, false, false, false])
            #expect(plan.flatMap { $0.steps.flatMap(\.notes) }.allSatisfy { $0.level != .blocker })
        }
    }

    @Test(arguments: await TestServers.all())
    func leavesNothingBehindButHistory(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let runner = try test.runner()
            _ = try await runner.up()
            let tables = try await test.stateTables()
            #expect(!tables.contains { $0.hasPrefix("suture_work") || $0.hasPrefix("suture_stage") })
            _ = try await runner.down(.everything)
            #expect(
                try await test.stateTables() == [
                    "suture_definitions", "suture_fence", "suture_history", "suture_journal", "suture_lock",
                    "suture_redirects", "suture_steps",
                ]
            )
            #expect(try await runner.history().map(\.state) == Array(repeating: .reverted, count: 7))
        }
    }

    @Test(arguments: await TestServers.all())
    func goesBackStepByStep(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let runner = try test.runner()
            var states = [try await test.fingerprint()]
            for migration in MigrationIndex.all {
                var request = UpRequest()
                request.target = migration.version
                _ = try await runner.up(request)
                states.append(try await test.fingerprint())
            }
            for state in states.reversed().dropFirst() {
                _ = try await runner.down(DownRequest())
                #expect(try await test.fingerprint().differences(from: state) == [])
            }
            let report = try await runner.down(DownRequest())
            #expect(report.migrations.isEmpty)
        }
    }

    /// The state can be stored in another schema of the same server.
    @Test(arguments: await TestServers.all())
    func keepsItsStateInAnotherSchema(server: TestServer) async throws {
        try await server.withSchema { other in
            try await RunnerCase.with(server) { test async throws in
                try await test.install()
                let start = try await test.fingerprint()
                var settings = RunnerCase.settings
                settings.stateSchema = other.database
                let runner = try test.runner(settings)
                _ = try await runner.up()
                #expect(try await test.stateTables().isEmpty)
                #expect(try await runner.verify().flatMap(\.findings) == [])
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }
}
