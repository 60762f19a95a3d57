import Foundation
import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

/// Rounds of `up` and `down` by the shipped program, each with the primary, the runner or both killed at a random time,
/// and compared byte for byte with an undisturbed run. `SUTURE_GROUP_ROUNDS` is their number, `SUTURE_GROUP_SEED`
/// begins them.
extension GroupTests {
    /// The victim of a round.
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

    /// Runs a command, kills the victim in the middle of it, and runs it again if the runner is dead.
    ///
    /// - Returns: True if it was still running.
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
        if victim != .primary { run.send(SIGKILL) }
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

    /// Runs a command undisturbed, and returns how long that took.
    func measure(_ arguments: [String]) async throws -> Duration {
        let start = ContinuousClock.now
        let (status, errors) = try await self.start(arguments).result()
        try #require(status == 0, "\(errors)")
        return ContinuousClock.now - start
    }

    func start(_ arguments: [String]) throws -> RunningProcess {
        let hosts = cluster.nodes.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        return try RunningProcess.start(
            RunningProcess.builtPrograms.appendingPathComponent("suture"),
            arguments + [
                "--lease", "5", "--chunk-rows", "100", "--reconnect-timeout", "300", "--lock-timeout", "300",
            ],
            database: "mysql://tester:geheim@\(hosts)/\(schema)"
        )
    }
}
