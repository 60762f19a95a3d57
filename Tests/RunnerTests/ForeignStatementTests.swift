import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// Concurrent statements of other sessions do not affect a run.
@Suite struct ForeignStatementTests {
    /// MySQL cannot answer a query of its sessions while the statement of any has such a character; a watch with such a
    /// query would mistake the run's connection for a hanging one.
    @Test(arguments: await TestServers.all())
    func aLongStatementIsNotBrokenOffForAnEmojiOfAnotherSession(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute("CREATE TABLE slow (id INT PRIMARY KEY)")
            let other = try await Connection.connect(test.configuration)
            let chatter = Task { try await other.run { _ = try $0.rows("SELECT SLEEP(18), '😀'") } }
            let losses = Mutex(0)
            var settings = RunnerCase.settings
            settings.lease = .seconds(6)
            let runner = try test.runner(settings: settings) { event in
                if case .reconnecting = event { losses.withLock { $0 += 1 } }
            } steps: {
                SQL("INSERT INTO slow SELECT SLEEP(15)", down: "DELETE FROM slow")
            }
            _ = try await runner.up()
            #expect(losses.withLock { $0 } == 0)
            #expect(try await test.count("slow") == 1)
            try await chatter.value
            await other.close()
        }
    }
}
