import Foundation
import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

/// Rounds of `up` and `down` by the shipped program, each with the primary, the runner or both killed at a random time, and
/// compared byte for byte with an undisturbed run. `SUTURE_GROUP_ROUNDS` is their number, `SUTURE_GROUP_SEED` begins them.
extension GroupTests {
    /// Who is killed in a round.
    private enum Victim: CaseIterable { case primary, runner, both }

    @Test(arguments: TestGroup.Mode.allCases)
    func killedMembersAndRunnersLeaveNoTrace(_ mode: TestGroup.Mode) async throws {
        try await TestGroup.with(mode) { cluster, schema in
            let rounds = TestSettings.number("SUTURE_GROUP_ROUNDS") ?? 1
            let (start, end, _) = try await install(TestGroup.configuration(cluster.nodes, schema), scale: 3)
            let tool = GroupTool(cluster: cluster, schema: schema)
            let up = try await tool.measure(["up"])
            let down = try await tool.measure(["down", "--to", "0"])
            let seed = TestSettings.number("SUTURE_GROUP_SEED") ?? 1
            var reached = 0
            for round in 0..<rounds {
                var random = SeededGenerator(seed: UInt64(seed + round))
                let victim = Victim.allCases[(seed + round) % 3]
                for (arguments, duration, expected) in [(["up"], up, end), (["down", "--to", "0"], down, start)] {
                    let delay = duration * Double.random(in: 0.02..<0.95, using: &random)
                    if try await strike(victim, tool, arguments, after: delay) { reached += 1 }
                    let comment: Comment = "\(mode), round \(seed + round), \(victim), \(arguments[0]) after \(delay)"
                    try await expect(expected, on: cluster.nodes, schema, comment)
                    try await cluster.restart()
                }
                print("group rounds: \(mode) \(round + 1) of \(rounds), \(victim); \(reached) kills in mid-run")
            }
            try await expect(start, on: cluster.nodes, schema, "all members")
        }
    }

    /// Runs a command, kills somebody in the middle of it, and runs it again where the runner is gone.
    ///
    /// - Returns: Whether it was still running.
    private func strike(
        _ victim: Victim,
        _ tool: GroupTool,
        _ arguments: [String],
        after delay: Duration
    ) async throws -> Bool {
        let target = try await tool.cluster.primary() ?? tool.cluster.nodes[0]
        let run = try tool.start(arguments)
        try await Task.sleep(for: delay)
        let isRunning = run.isRunning
        if victim != .primary { kill(run.identifier, SIGKILL) }
        if victim != .runner { try await target.kill() }
        let (status, errors) = try await run.result()
        if victim == .primary {
            #expect(status == 0, "\(errors)")
        } else {
            let next = try await tool.start(arguments).result()
            #expect(next.status == 0, "\(next.errors)")
        }
        return isRunning
    }
}

/// The shipped program, run on a group.
struct GroupTool: Sendable {
    let cluster: GroupReplicationCluster
    let schema: String

    /// A command that was started.
    struct Run: Sendable {
        let identifier: Int32
        fileprivate let errors: URL
        fileprivate let ends: AsyncStream<Int32>

        var isRunning: Bool { kill(identifier, 0) == 0 }

        /// Waits for the end.
        func result() async throws -> (status: Int32, errors: String) {
            let watchdog = Task {
                try await Task.sleep(for: Wait.limit)
                kill(identifier, SIGKILL)
            }
            defer { watchdog.cancel() }
            var status: Int32 = -SIGKILL
            for await end in ends { status = end }
            defer { try? FileManager.default.removeItem(at: errors) }
            return (status, String(decoding: try Data(contentsOf: errors), as: UTF8.self))
        }
    }

    /// Runs a command undisturbed, and returns how long that took.
    func measure(_ arguments: [String]) async throws -> Duration {
        let start = ContinuousClock.now
        let (status, errors) = try await self.start(arguments).result()
        try #require(status == 0, "\(errors)")
        return ContinuousClock.now - start
    }

    func start(_ arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("suture")
        process.arguments =
            arguments + [
                "--lease", "5", "--chunk-rows", "100", "--reconnect-timeout", "300", "--lock-timeout", "300",
            ]
        var variables = ProcessInfo.processInfo.environment
        let hosts = cluster.nodes.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        variables["DATABASE_URL"] = "mysql://tester:geheim@\(hosts)/\(schema)"
        variables["SUTURE_NOW"] = "2026-01-01 00:00:00.000000"
        process.environment = variables
        let errors = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(UUID().uuidString)
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(
                process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
            )
            continuation.finish()
        }
        try process.run()
        return Run(identifier: process.processIdentifier, errors: errors, ends: ends)
    }
}
