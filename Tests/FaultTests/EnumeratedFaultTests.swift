import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// A run with a fault at each of its writing statements ends like an undisturbed run, and is reverted exactly.
///
/// Every round has one fault in `up` and one in `down`. `SUTURE_FAULT_SHARE` sets the share of faults that is tried,
/// one of so many and 1 for all, and `SUTURE_FAULT_SEED` selects them.
@Suite(.serialized) struct EnumeratedFaultTests {
    private static let share = TestSettings.number("SUTURE_FAULT_SHARE") ?? 100
    private static let seed = TestSettings.number("SUTURE_FAULT_SEED") ?? 0

    @Test(arguments: await TestServers.all())
    func endsWhereAnUndisturbedRunEnds(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = test.tool(.faultTool)
            let journey = try await Journey(test, tool)
            let (allUps, allDowns) = (Fault.all(in: journey.up), Fault.all(in: journey.down))
            let (ups, downs) = (Self.chosen(allUps), Self.chosen(allDowns))
            print(
                "\(server): \(ups.count) of \(allUps.count) faults in up, \(downs.count) of \(allDowns.count) in down"
            )
            for round in 0..<max(ups.count, downs.count) {
                let way = Journey.Way.allCases[round % Journey.Way.allCases.count]
                try await journey.run(way, up: ups[round % ups.count], down: downs[round % downs.count])
            }
            journey.tell(of: server)
        }
    }

    private static func chosen(_ faults: [Fault]) -> [Fault] {
        var random = SeededGenerator(seed: UInt64(seed))
        return Array(faults.shuffled(using: &random).prefix(max(1, faults.count / share)))
    }
}
