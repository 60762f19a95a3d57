import Foundation
import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// Servers that fail in the middle of a run.
@Suite(.serialized) struct HostileServerTests {
    /// The server becomes read-only, as in a fail-over, and writable again.
    @Test(arguments: await TestServers.all())
    func stopsWhenTheServerTurnsReadOnly(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let journey = try await Journey(test, test.tool(.faultTool))
            try await test.session { session in
                try session.execute("CREATE USER plain@localhost")
                try session.execute("GRANT ALL ON faults.* TO plain@localhost")
            }
            var tool = test.tool(.faultTool)
            tool.account = "plain"
            for statement in journey.up.filter({ $0.verb == "COMMIT" }).dropFirst(3).prefix(3) {
                test.proxy.arm(.init(statement: statement.number, side: .before))
                let run = try tool.start(["up"])
                while run.isRunning, !test.proxy.isReached { try await Task.sleep(for: .milliseconds(1)) }
                // The run is inside a transaction, which would block a switch to read-only.
                test.proxy.decide(.isCut)
                _ = try await test.session { try $0.execute("SET GLOBAL read_only = 1") }
                let result = try await run.result()
                #expect(result.status == 1, "\(result.errors)")
                #expect(result.errors.contains("error (server-read-only)"), "\(result.errors)")
                _ = try await test.session { try $0.execute("SET GLOBAL read_only = 0") }
                try await tool.run("up")
                try await journey.expectEnd("after a read-only server")
                try await tool.run("down", "--to", "0")
                try await journey.expectStart("after a read-only server")
            }
        }
    }

    /// Another session locks the rows that a chunk needs, in the other order, and others for a long time.
    @Test(arguments: await TestServers.all())
    func triesAgainAfterDeadlocksAndLockWaits(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = test.tool(.faultTool)
            let journey = try await Journey(test, tool)
            let other = try await Connection.connect(test.configuration)
            try await other.run { session in
                try session.execute("START TRANSACTION")
                try session.execute("UPDATE visits SET price = price WHERE id = 3")
                try session.execute("UPDATE firms SET website = website WHERE id = 6")
            }
            let run = try tool.start(["up"])
            // On the connection's own thread: a busy pool of tests must not hold the rows for longer than the run
            // tries.
            let wasRunning = try await other.run { session in
                while try !FaultCase.isWaitingForRows(session), run.isRunning { usleep(200_000) }
                // Longer than the five seconds for which a statement waits.
                usleep(7_000_000)
                let wasRunning = run.isRunning
                try session.execute("ROLLBACK")
                return wasRunning
            }
            #expect(wasRunning)
            let held = try await run.result()
            #expect(held.status == 0, "\(held.errors)")
            #expect(held.errors.contains("trying again"), "\(held.errors)")
            try await journey.expectEnd("after lock waits")

            // Each of these takes the rows of a whole table in the wrong order, again and again.
            let rolledBack = Task {
                var deadlocks = 0
                while !Task.isCancelled {
                    do {
                        try await other.run { session in
                            try session.transaction {
                                try session.execute("UPDATE rooms SET name = name WHERE id > 0 ORDER BY id DESC")
                                try session.execute("UPDATE visits SET price = price WHERE id > 0 ORDER BY id DESC")
                                try session.execute("UPDATE firms SET website = website WHERE id > 0 ORDER BY id DESC")
                            }
                        }
                    } catch let error as MySQLError where error.isTransient {
                        deadlocks += 1
                    }
                }
                return deadlocks
            }
            try await tool.run("down", "--to", "0")
            try await tool.run("up")
            rolledBack.cancel()
            _ = try? await rolledBack.value
            await other.close()
            // The writer's own value preserves the time of the last change, which the server would set anew.
            try await journey.expectEnd("beside a writer that takes locks in the wrong order")
            try await tool.run("down", "--to", "0")
            try await journey.expectStart("beside a writer that takes locks in the wrong order")
        }
    }
}
