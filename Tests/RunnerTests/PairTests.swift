import MySQLClient
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Users and students: obstacles to their synchronization are reported before anything is written.
@Suite struct PairTests {
    /// Applies the versions before the synchronization, then tries it.
    private func refusal(_ server: TestServer, _ troubles: SchoolSample.Troubles) async throws -> SutureError? {
        try await RunnerCase.with(server) { test in
            try await test.connection.run { try SchoolSample(troubles: troubles).install(in: $0) }
            let runner = try test.runner()
            var request = UpRequest()
            request.target = MigrationVersion(20_261_123_090_100)
            _ = try await runner.up(request)
            let before = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: before) == [])
            #expect(try await runner.status().filter { $0.state == .applying }.isEmpty)
            return error
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesTheSamePersonUnderTwoKeys(server: TestServer) async throws {
        let error = try await refusal(server, .samePersonTwice)
        #expect(error?.code == .samePersonTwice)
        #expect(error?.message.contains("3 rows") == true)
    }

    @Test(arguments: await TestServers.all())
    func refusesValuesThatWereSwapped(server: TestServer) async throws {
        let error = try await refusal(server, .swappedEmails)
        #expect(error?.code == .samePersonTwice)
        #expect(error?.message.contains("4 rows") == true)
    }

    @Test(arguments: await TestServers.all())
    func refusesValuesThatAreTooLong(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(100), role VARCHAR(10))",
                "CREATE TABLE students (id INT PRIMARY KEY, name VARCHAR(5))",
                "INSERT INTO users VALUES (1, 'short', 'STUDENT'), (2, 'too long', 'STUDENT'), (3, 'too long too', 'ADMIN')"
            )
            let runner = try test.runner {
                SynchronizePair(source: "users", partner: "students", sharing: ["name"], belongs: "role = 'STUDENT'")
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .valueTooLong)
            #expect(error?.message.contains("1 value of users.name") == true)
            #expect(error?.description.contains("too long too") == false)
            #expect(try await test.count("students") == 0)
        }
    }

    /// A teacher's student row is a finding for a person, and neither repaired nor an error of `verify`.
    @Test(arguments: await TestServers.all())
    func leavesAPartnerOfAnotherRoleToAPerson(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.install()
            let runner = try test.runner()
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings) == [])
            let findings = try await runner.analyze().flatMap(\.findings)
            #expect(findings.map(\.check) == ["role-mismatch"])
            #expect(findings.map(\.rows) == [3])
        }
    }
}
