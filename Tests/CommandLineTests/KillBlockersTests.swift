import MySQLClient
import SutureTesting
import Testing

/// A reader blocks a table from being altered; MySQL reports with certainty which one it is.
@Suite struct KillBlockersTests {
    @Test(arguments: try await TestServers.all(of: .mysql), [true, false])
    func endsTheReaderWhenAsked(server: TestServer, isUp: Bool) async throws {
        try await ToolCase.with(server) { test in
            if !isUp { try await test.run("up").expectDone() }
            let reader = try await Connection.connect(test.configuration)
            try await reader.run { session in
                try session.execute("START TRANSACTION")
                _ = try session.rows("SELECT COUNT(*) FROM institutions")
            }
            let command = isUp ? ["up"] : ["down", "--to", "0"]
            let result = try await Tool.run(
                command + ["--kill-blockers"],
                url: test.url,
                environment: ToolCase.environment
            )
            result.expectDone()
            let blocker = "connection \(reader.server.connectionID) of root@localhost"
            #expect(result.errors.contains("trying again (1): "))
            #expect(result.errors.contains("in use, by \(blocker)"))
            #expect(result.errors.contains("Killed \(blocker)"))
            let loss = await #expect(throws: MySQLError.self) { try await reader.run { _ = try $0.rows("SELECT 1") } }
            #expect(loss?.isConnectionLoss == true)
            await reader.close()
        }
    }
}
