import SutureTesting
import Testing

/// The options for the replicas of a run.
@Suite struct ReplicaOptionTests {
    @Test(arguments: await TestServers.all())
    func refusesAReplicaThatCannotBeRead(server: TestServer) async throws {
        let (first, second) = (try TestServer.freePort(), try TestServer.freePort())
        try await ToolCase.with(server) { test in
            let url = "mysql://root:secret-word@127.0.0.1:\(first),127.0.0.1:\(second)"
            let up = try await test.expectUnchanged { try await test.run("up", "--replica", url) }
            up.expectError("replica-unreadable", exit: 3)
            #expect(up.errors.contains("127.0.0.1:\(first)"))
            #expect(up.errors.contains("warning: a password in the arguments"))
            up.expectHidden(["secret-word"])
            try await test.run("up").expectDone()
            let down = try await test.expectUnchanged { try await test.run("down", "--replica", url) }
            down.expectError("replica-unreadable", exit: 3)
        }
    }
}
