import SutureCore
import SutureTesting
import Testing

/// Runs with random faults: any death, at any statement, in any direction.
///
/// `SUTURE_SOAK_ROUNDS` and `SUTURE_SOAK_SEED` set the number of rounds and the seed; a failure names its round and the
/// seed.
@Suite(.serialized) struct RandomFaultTests {
    private static let rounds = TestSettings.number("SUTURE_SOAK_ROUNDS") ?? 10
    private static let seed = TestSettings.number("SUTURE_SOAK_SEED") ?? 20_261_124

    @Test(arguments: await TestServers.all())
    func endsWhereAnUndisturbedRunEnds(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let journey = try await Journey(test, test.tool(.faultTool))
            var random = SeededGenerator(seed: UInt64(Self.seed))
            for round in 1...Self.rounds {
                let way = Journey.Way.allCases.randomElement(using: &random) ?? .thereAndBack
                let up = Self.fault(in: journey.up, &random)
                let down = Self.fault(in: journey.down, &random)
                do {
                    try await journey.run(way, up: up, down: down)
                } catch {
                    Issue.record(error, "round \(round), SUTURE_SOAK_SEED=\(Self.seed)")
                    throw error
                }
            }
            journey.tell(of: server)
        }
    }

    private static func fault(in trace: [ClientCommand], _ random: inout SeededGenerator) -> Fault {
        let death = Death.allCases.randomElement(using: &random) ?? .runnerKilled
        return Fault(
            death: death,
            point: .init(
                statement: Int.random(in: 1...trace.count, using: &random),
                side: death.sides.randomElement(using: &random) ?? .before
            )
        )
    }
}
