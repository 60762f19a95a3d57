import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// Hooks that a program declares in Swift.
@Suite struct RunHookTests {
    private struct Refusal: Error {}

    private struct Smoke: RunHook {
        let name = "smoke"
        func run(_ moment: HookMoment) async throws -> HookOutcome { throw Refusal() }
    }

    private final class Told: Sendable {
        private let moments = Mutex<[String]>([])
        var all: [String] { moments.withLock { $0 } }

        func add(_ moment: HookMoment) {
            let text = "\(moment.direction.rawValue) \(moment.event.rawValue) \(moment.step.map(String.init) ?? "")"
            moments.withLock { $0.append(text) }
        }
    }

    private func settings(
        _ told: Told,
        _ body: @escaping @Sendable (HookMoment) async throws -> Void = { _ in }
    ) -> RunSettings {
        var settings = RunnerCase.settings
        for event in HookMoment.Event.allCases {
            settings.hooks.add(event, name: "told") { moment in
                told.add(moment)
                try await body(moment)
            }
        }
        return settings
    }

    @StepBuilder private static var steps: [any Step] {
        Update("things", set: ["size": "1"], where: "id = 1")
        Update("things", set: ["size": "2"], where: "id = 2")
    }

    private func withThings(_ server: TestServer, _ body: (RunnerCase) async throws -> Void) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE things (id INT PRIMARY KEY, size INT)",
                "INSERT INTO things VALUES (1, 0), (2, 0)"
            )
            try await body(test)
        }
    }

    private static let order = [
        "before_run ", "before_migration ", "before_step 1", "after_step 1", "before_step 2", "after_step 2",
        "after_migration ", "after_run ",
    ]

    /// The run begins again after a loss, and reports each event exactly once.
    @Test(arguments: await TestServers.all(), ["before_migration", "before_step", "after_step", "after_migration"])
    func eachMomentIsToldOnce(server: TestServer, event: String) async throws {
        try await withThings(server) { test in
            let told = Told()
            let id = test.connection.server.connectionID
            let runner = try test.runner(
                settings: settings(told) { moment in
                    guard moment.event.rawValue == event, moment.step ?? 1 == 1, moment.direction == .up else { return }
                    let other = try await Connection.connect(test.configuration)
                    try await other.run { _ = try $0.execute("KILL CONNECTION \(raw: "\(id)")") }
                    await other.close()
                }
            ) { Self.steps }
            _ = try await runner.up()
            #expect(told.all == Self.order.map { "up \($0)" })
            #expect(runner.connection.server.connectionID != id)
            _ = try await runner.down(.everything)
            await runner.connection.close()
            let down = Self.order.map { "down \($0)" }
                .map { $0.contains("_step") ? String($0.dropLast()) + ($0.hasSuffix("1") ? "2" : "1") : $0 }
            #expect(Array(told.all.dropFirst(Self.order.count)) == down)
        }
    }

    @Test(arguments: await TestServers.all())
    func anErrorBeforeTheFirstChangeLeavesNothing(server: TestServer) async throws {
        try await withThings(server) { test in
            let told = Told()
            let runner = try test.runner(
                settings: settings(told) { moment in
                    if [.beforeStep, .onFailure].contains(moment.event) { throw Refusal() }
                }
            ) { Self.steps }
            let error = await #expect(throws: SutureError.self) { try await runner.up() }
            #expect(error?.code == .hookFailed)
            #expect(error?.outcome == .refused)
            #expect(error?.message.contains("it threw Refusal.") == true)
            #expect(told.all.last == "up on_failure ")
            #expect(try await test.count("suture_history") == 0)
            #expect(try await test.count("suture_steps") == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func plansTellNothing(server: TestServer) async throws {
        try await withThings(server) { test in
            let told = Told()
            let runner = try test.runner(settings: settings(told)) { Self.steps }
            _ = try await runner.plan()
            _ = try await runner.exactPlan()
            #expect(told.all == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func aSmokeTestWantsAWayBack(server: TestServer) async throws {
        try await withThings(server) { test in
            let told = Told()
            let runner = try test.runner(settings: settings(told)) {
                SQL("UPDATE things SET size = 3", down: nil)
            }
            var request = UpRequest()
            request.smoke = Smoke()
            let asked = request
            let error = await #expect(throws: SutureError.self) { try await runner.up(asked) }
            #expect(error?.code == .irreversible)
            #expect(error?.outcome == .refused)
            #expect(told.all == [])
            #expect(try await test.count("things WHERE size = 3") == 0)
        }
    }
}
