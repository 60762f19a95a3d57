import MySQLClient
import PrivateServer
import SutureCore
import SutureTesting
import Testing

/// Many hosts of one deployment that migrate at the same instant.
@Suite(.serialized) struct ManyRunnersTests {
    @Test(arguments: await TestServers.all())
    func oneOfTwentyAppliesAndNoneFails(server: TestServer) async throws {
        try await FaultCase.with(server.program, install: FaultSchema.install) { test in
            let tool = SutureProcess(program: .faultTool, socket: test.server.socket, database: test.database)
            let runs = try (1...20).map { _ in try tool.start(["up", "--lock-timeout", "900"]) }
            for run in runs {
                let result = try await run.result()
                #expect(result.status == 0, "\(result.errors)")
            }
            let applied: Int? = try await test.session { session in
                try session.value("SELECT COUNT(*) FROM suture_history WHERE state = 'applied'")
            }
            #expect(applied == 3)
            let runners: Int? = try await test.session { session in
                try session.value("SELECT COUNT(DISTINCT run) FROM suture_history")
            }
            #expect(runners == 1)
        }
    }
}
