import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Two versions merge the same rows: they are reverted in the reverse of the order in which they were applied, and in
/// no other.
@Suite struct RollbackOrderTests {
    private static let byName = MergeDuplicates(of: "firms", by: ["name"])
    private static let byCode = MergeDuplicates(of: "firms", by: ["code"])

    private func tables(_ test: RunnerCase, firms: Statement, deals: Statement) async throws {
        try await test.execute(
            "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), code VARCHAR(9))",
            """
            CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT NOT NULL, at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00'
              ON UPDATE CURRENT_TIMESTAMP, FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE)
            """,
            "INSERT INTO firms VALUES \(firms)",
            "INSERT INTO deals (id, firm_id) VALUES \(deals)"
        )
    }

    @Test(arguments: await TestServers.all())
    func goesBackInReverseByteByByte(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await tables(
                test,
                firms: "(1, 'b', 'x'), (2, 'a', 'x'), (3, 'a', 'y')",
                deals: "(1, 3), (2, 2), (3, 1), (4, 3)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner(of: [1: Self.byName, 2: Self.byCode])
            var first = UpRequest()
            first.target = MigrationVersion(20_260_101_000_001)
            _ = try await runner.up(first)
            let middle = try await test.fingerprint()
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM deals") == "1,1,1,1")
            #expect(try await runner.planDown(.everything).conflicts.count == 0)
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: middle) == [])
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
            // Both at once, too.
            _ = try await runner.up()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// The newer version was applied first, and the older one, out of order, merged its survivors away.
    @Test(arguments: await TestServers.all())
    func refusesAnotherOrder(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await tables(
                test,
                firms: "(0, 'b', 'w'), (1, 'b', 'x'), (2, 'a', 'x')",
                deals: "(1, 2), (2, 1), (3, 0)"
            )
            let start = try await test.fingerprint()
            _ = try await test.runner(of: [2: Self.byCode]).up()
            let middle = try await test.fingerprint()
            let runner = try test.runner(of: [1: Self.byName, 2: Self.byCode])
            var late = UpRequest()
            late.allowsOutOfOrder = true
            _ = try await runner.up(late)
            #expect(try await test.text("SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM deals") == "0,0,0")
            let end = try await test.fingerprint()
            for request in [DownRequest(), .everything] {
                let error = await #expect(throws: SutureError.self) { _ = try await runner.down(request) }
                #expect(error?.code == .conflict)
                #expect(error?.outcome == .refused)
                #expect(error?.details.contains("deals 1: edited since (firm_id), version 20260101000002") == true)
                #expect(try await test.fingerprint().differences(from: end) == [])
            }
            var last = DownRequest()
            last.extent = .lastRun
            _ = try await runner.down(last)
            #expect(try await test.fingerprint().differences(from: middle) == [])
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
