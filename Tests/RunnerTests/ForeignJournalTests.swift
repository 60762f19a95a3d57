import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// A table with rows exists where a change is to have its journal: it may be the only way to revert.
@Suite struct ForeignJournalTests {
    @Test(arguments: await TestServers.all())
    func isNeverReplaced(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute("CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(9))")
            try await test.execute("INSERT INTO items VALUES (1, 'a'), (2, 'b')")
            let start = try await test.fingerprint()
            let other = RunnerCase(
                connection: try await Connection.connect(test.configuration),
                configuration: test.configuration
            )
            let step = Delete(from: "items", where: "id = 2")
            let journal: Statement = "suture_journal_20260101000000_1_1_1"
            // It comes after all checks before the first change.
            let runner = try test.runner(observer: { event in
                guard case .stepStarted = event else { return }
                wait {
                    try await other.execute(
                        "CREATE TABLE IF NOT EXISTS \(journal) (id INT PRIMARY KEY)",
                        "INSERT IGNORE INTO \(journal) VALUES (7)"
                    )
                }
            }) {
                step
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .stateInvalid)
            #expect(error?.message.contains("suture_journal_20260101000000_1_1_1 holds rows") == true)
            #expect(try await test.count(journal) == 1)
            #expect(try await test.fingerprint().differences(from: start) == [])

            try await test.execute("DROP TABLE \(journal)")
            let next = try test.runner { step }
            _ = try await next.up()
            #expect(try await test.count("items") == 1)
            _ = try await next.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            await other.connection.close()
        }
    }
}
