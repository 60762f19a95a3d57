import SutureTesting
import Testing

/// A rollback of a half-applied version is killed after each table that it drops; run again, it ends where the run
/// began.
@Suite(.serialized) struct HalfAppliedRollbackTests {
    @Test(arguments: await TestServers.all())
    func goesOnAfterEachDroppedTable(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = test.tool(.faultTool)
            let journey = try await Journey(test, tool)
            for point in try [Self.stagedPoint(journey.up), Self.chunkPoint(journey.up)] {
                try await kill(tool, ["up"], after: point, test)
                test.proxy.arm(nil)
                try await tool.run("down", "--to", "0")
                let drops = test.proxy.trace.filter { $0.verb == "DROP" }
                #expect(drops.count > 2)
                try await journey.expectStart("up to \(point.text)")
                for drop in drops {
                    try await kill(tool, ["up"], after: point, test)
                    try await kill(tool, ["down", "--to", "0"], after: drop, test)
                    try await tool.run("down", "--to", "0")
                    try await journey.expectStart("up to \(point.text), down to \(drop.text)")
                }
            }
        }
    }

    private func kill(
        _ tool: SutureProcess,
        _ arguments: [String],
        after command: ClientCommand,
        _ test: FaultCase
    ) async throws {
        let fault = Fault(death: .runnerKilled, point: .init(statement: command.number, side: .after))
        let result = try await test.run(tool, arguments, fault)
        #expect(result.isReached, "\(arguments[0]) to \(command.text)")
    }

    /// Returns the commit by which the rows of the first change are staged, and none is changed.
    private static func stagedPoint(_ trace: [ClientCommand]) throws -> ClientCommand {
        let create = try #require(
            trace.firstIndex { $0.verb == "CREATE" && journal(in: $0) != nil },
            "no journal was created"
        )
        return try commit(after: create, trace)
    }

    /// Returns the commit of the first chunk of a change that has several.
    private static func chunkPoint(_ trace: [ClientCommand]) throws -> ClientCommand {
        let inserts = trace.indices.filter { trace[$0].verb == "INSERT" && journal(in: trace[$0]) != nil }
        let chunks = Dictionary(grouping: inserts) { journal(in: trace[$0]) }
        let change = try #require(
            chunks.values.filter { $0.count > 1 }.min { $0[0] < $1[0] },
            "no change has several chunks"
        )
        return try commit(after: change[0], trace)
    }

    private static func commit(after index: Int, _ trace: [ClientCommand]) throws -> ClientCommand {
        try #require(trace[index...].first { $0.verb == "COMMIT" })
    }

    /// Returns the journal of the change that a command concerns.
    private static func journal(in command: ClientCommand) -> Substring? {
        command.text.firstMatch(of: #/suture_journal_[0-9_]+/#)?.output
    }
}
