import MySQLClient
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureRepair
import SutureTesting
import Testing
import UserStudentSync

@Suite struct KeepUsersAndStudentsInStepTests {
    /// Applies the migration, verifies it, reverts it, and compares every byte with the state before it.
    @Test(arguments: await TestServers.all()) func goesUpAndExactlyBack(server: TestServer) async throws {
        let test = MigrationTest(MigrationIndex.all, version: 20261123090600)
        try await test.run(on: server) { session in
            try SchoolSample().install(in: session)
        }
    }

    /// The sample with all migrations applied, and an application beside the runner.
    private func afterUp(
        _ server: TestServer,
        later: [RegisteredMigration] = [],
        _ body: (MigrationRunner, Connection) async throws -> Void
    ) async throws {
        try await server.withSchema { configuration in
            let application = try await Connection.connect(configuration)
            try await application.run { try SchoolSample().install(in: $0) }
            let runner = MigrationRunner(
                connection: try await Connection.connect(configuration),
                configuration: configuration,
                catalog: try MigrationCatalog(MigrationIndex.all + later)
            )
            var request = UpRequest()
            request.target = MigrationIndex.all.map(\.version).max()
            _ = try await runner.up(request)
            try await body(runner, application)
            for connection in [application, runner.connection] { await connection.close() }
        }
    }

    private static let writes: [Statement] = [
        "INSERT INTO users (id, name, email, password) VALUES (901, 'Ann', 'ann@x.example', 'x')",
        "INSERT INTO students (id, name, email) VALUES (902, 'Bob', 'bob@x.example')",
        "UPDATE users SET name = 'Anna' WHERE id = 901",
        "UPDATE students SET email = 'rob@x.example' WHERE id = 902",
        "INSERT INTO enrollments (student_id, course_id) SELECT 901, MIN(id) FROM courses",
    ]

    @Test(arguments: await TestServers.all())
    func bothHalvesFollowEachOther(server: TestServer) async throws {
        try await afterUp(server) { runner, application in
            try await application.run { session in
                for statement in Self.writes { try session.execute(statement) }
                let pairs: Int? = try session.value(
                    """
                    SELECT COUNT(*) FROM users AS u JOIN students AS s USING (id, name, email, status)
                    WHERE u.id IN (901, 902) AND u.created_at > NOW() - INTERVAL 1 DAY
                    AND s.created_at > NOW() - INTERVAL 1 DAY
                    """
                )
                #expect(pairs == 2)
                #expect(try session.value("SELECT password FROM users WHERE id = 902", as: String.self) == "!")
            }
            #expect(try await runner.verify().flatMap(\.findings) == [])
            try await application.run { session in
                try session.execute("DELETE FROM users WHERE id = 901")
                try session.execute("DELETE FROM students WHERE id = 902")
                for table in ["users", "students"] {
                    #expect(try session.firstRow("SELECT 1 FROM \(identifier: table) WHERE id > 900") == nil)
                }
                #expect(try session.firstRow("SELECT 1 FROM enrollments WHERE student_id = 901") == nil)
            }
            #expect(try await runner.verify().flatMap(\.findings) == [])
        }
    }

    /// The library and the triggers each have their own description of the pair, as an applied migration must not
    /// change.
    @Test(arguments: await TestServers.all())
    func makeTheRowsThatTheLibraryMakes(server: TestServer) async throws {
        try await afterUp(server) { runner, application in
            let pool = ConnectionPool(runner.connection.configuration)
            let account = NewStudentAccount(name: "Ann", email: "a@x.example", passwordHash: "x")
            let id: UInt64 = try await UserStudentSync(pool).createStudentAccount(account)
            await pool.close()
            try await application.run { session in
                let columns: Statement = "name, password, role, status"
                let result = try session.execute(
                    "INSERT INTO users (email, \(columns)) SELECT 'b@x.example', \(columns) FROM users WHERE id = \(id)"
                )
                let kinds = try session.rows(
                    """
                    SELECT DISTINCT CONCAT_WS(',', u.role, u.status, s.status, s.visibility, s.progress,
                      s.last_active > NOW() - INTERVAL 1 DAY) FROM users AS u JOIN students AS s USING (id, name, email)
                    WHERE id IN (\(id), \(result.insertID))
                    """
                )
                #expect(kinds.count == 1)
            }
        }
    }

    /// Later migrations repair the two tables as before: the triggers are off in their sessions.
    @Test(arguments: await TestServers.all())
    func laterMigrationsRunAsBefore(server: TestServer) async throws {
        let later = RegisteredMigration(version: 20_270_101_000_000, name: "Later", file: "Later.swift", checksum: "0")
        {
            Later()
        }
        try await afterUp(server, later: [later]) { runner, application in
            let start = try await MigrationTest.fingerprint(application)
            let planned = try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }
            let done = try await runner.up().migrations.flatMap(\.changes)
            #expect(done.first == planned.first)
            #expect(done.map(\.table) == ["users", "students", "enrollments"])
            #expect(try await runner.verify().flatMap(\.findings) == [])
            _ = try await runner.down(DownRequest())
            #expect(try await MigrationTest.fingerprint(application).differences(from: start) == [])
        }
    }

    private struct Later: Migration {
        var steps: [any Step] {
            Update("users", set: ["name": "CONCAT(name, ' x')"], where: "role = 'STUDENT' AND id < 60")
            for case let step as SynchronizePair in MigrationIndex.all.flatMap(\.steps) { step }
            Delete(from: "enrollments", where: "student_id < 60")
        }
    }

    /// Later writes of the application to both halves are a conflict of the half that a migration wrote.
    @Test(arguments: await TestServers.all())
    func tellsWhatWasWrittenSince(server: TestServer) async throws {
        try await afterUp(server) { runner, application in
            try await application.run { try $0.execute("UPDATE users SET name = 'Written Since' WHERE id = 47") }
            var request = DownRequest()
            request.extent = .to(MigrationVersion(0))
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(request) }
            #expect(error?.details == ["students 47: edited since (name), version 20261123090200"])
            request.conflictPolicy = .keep
            _ = try await runner.down(request)
            let kept: Int? = try await application.run { session in
                try session.value(
                    "SELECT COUNT(*) FROM users JOIN students USING (id, name) WHERE name = 'Written Since'"
                )
            }
            #expect(kept == 1)
        }
    }
}
