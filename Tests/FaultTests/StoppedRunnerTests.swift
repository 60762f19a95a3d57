import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// Runners that stop for longer than their lease, and wake up when another one has taken over.
@Suite(.serialized) struct StoppedRunnerTests {
    /// At rows, and right before a change of a definition, for which no transaction checks the fence.
    @Test(arguments: await TestServers.all(), ["COMMIT", "ALTER"])
    func writesNothingMoreOnceItWasTakenOver(server: TestServer, verb: String) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = test.tool(.faultTool)
            let journey = try await Journey(test, tool)
            let statement = try #require(journey.up.last { $0.verb == verb })
            test.proxy.arm(.init(statement: statement.number, side: .before))
            let stopped = try tool.start(["up"])
            try await Wait.until("the proxy is reached") { test.proxy.isReached }
            stopped.send(SIGSTOP)

            // Another runner takes over, finishes the run, and reverts it: nothing of it remains.
            try await tool.run("up")
            try await tool.run("down", "--to", "0")
            let before = try await test.fingerprint()
            stopped.send(SIGCONT)
            test.proxy.decide(.goesOn)
            let result = try await stopped.result()
            #expect(result.status == 1, "\(result.errors)")
            #expect(result.errors.contains("error (fenced)"), "\(result.errors)")
            #expect(try await test.fingerprint().differences(from: before) == [])
            #expect(try await test.leftovers() == [])
        }
    }

    /// The connection hangs while the state is first read, when the run has no lock yet.
    @Test(arguments: await TestServers.all())
    func findsAConnectionThatHangsBeforeItHasTheLock(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let journey = try await Journey(test, test.tool(.faultTool))
            let fault = Fault(death: .hangs, point: .init(statement: 6, side: .before))
            try await journey.run(.thereAndBack, up: fault, down: fault)
        }
    }

    /// It is killed at its last statements, when all is done but the lock: the next run, with nothing to do, leaves
    /// none.
    @Test(arguments: await TestServers.all())
    func leavesNoLockWhenItDiesAtItsEnd(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let journey = try await Journey(test, test.tool(.faultTool))
            for back in 0..<2 {
                let faults = [journey.up, journey.down]
                    .flatMap { trace in
                        Death.runnerKilled.sides.map { side in
                            Fault(death: .runnerKilled, point: .init(statement: trace.count - back, side: side))
                        }
                    }
                try await journey.run(.thereAndBack, up: faults[0], down: faults[2])
                try await journey.run(.thereAndBack, up: faults[1], down: faults[3])
            }
        }
    }

    /// The runner is dead, and the server continues its ALTER: the next one waits for it, and finds it done.
    @Test(arguments: await TestServers.all())
    func waitsForTheDefinitionThatADeadRunnerLeft(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = test.tool(.faultTool)
            let journey = try await Journey(test, tool)
            let statement = try #require(journey.up.first { $0.text.contains("ADD UNIQUE KEY") })
            // A reader blocks the table for a while, so that the ALTER is in progress when its runner dies.
            let reader = try await Connection.connect(test.configuration)
            test.proxy.arm(.init(statement: statement.number, side: .before))
            let killed = try tool.start(["up"])
            try await Wait.until("the proxy is reached") { test.proxy.isReached }
            try await reader.run { session in
                try session.execute("START TRANSACTION")
                _ = try session.rows("SELECT * FROM firms")
            }
            test.proxy.decide(.goesOn)
            try await Wait.until("the ALTER waits") { try await test.isWaitingForTable() }
            killed.send(SIGKILL)
            _ = try await killed.result()

            let next = try tool.start(["up"])
            try await Task.sleep(for: .seconds(1))
            try await reader.run { try $0.execute("ROLLBACK") }
            await reader.close()
            let result = try await next.result()
            #expect(result.status == 0, "\(result.errors)")
            try await journey.expectEnd("after an ALTER that was left")
        }
    }
}
