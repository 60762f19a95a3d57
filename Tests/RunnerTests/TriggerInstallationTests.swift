import MySQLClient
import PrivateServer
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Accounts that may change rows and tables, and may not create triggers.
@Suite struct TriggerInstallationTests {
    private static let privileges: Statement = """
        SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES
        """

    /// Tries to install triggers on a private server with a binary log, then lets a body fix the problem, and tries
    /// again.
    ///
    /// With `late` raw SQL comes before, so that nothing is known of the step until its turn.
    private func refusal(
        _ server: TestServer,
        trusting isTrusting: Bool,
        granted privileges: Statement,
        late isLate: Bool = false,
        _ mend: @escaping @Sendable (Session) throws -> Void
    ) async throws -> SutureError? {
        let trust = "--log-bin-trust-function-creators=\(isTrusting ? 1 : 0)"
        let arguments = ["--server-id=1", "--log-bin=log", "--binlog-format=ROW", trust]
        let server = try await PrivateServer.start(.init(program: server.program, extraArguments: arguments))
        let root = try await Connection.connect(server.configuration())
        try await root.run { session in
            try session.execute("CREATE DATABASE school")
            try session.execute(
                """
                CREATE TABLE school.people (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL, role VARCHAR(9) NOT NULL)
                """
            )
            try session.execute("CREATE TABLE school.pupils (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)")
            try session.execute("CREATE USER migrator@localhost")
            try session.execute("GRANT \(privileges) ON school.* TO migrator@localhost")
            try session.execute("GRANT ALL ON \(raw: "`suture\\_scratch\\_%`.*") TO migrator@localhost")
        }
        var configuration = server.configuration(database: "school")
        configuration.user = "migrator"
        let migration = RegisteredMigration(
            version: 20_260_101_000_000,
            name: "Triggers",
            file: "Triggers.swift",
            checksum: "0"
        ) {
            Triggers(isLate: isLate)
        }
        func withRunner(
            _ other: RegisteredMigration? = nil,
            _ body: (MigrationRunner) async throws -> Void
        ) async throws {
            let runner = MigrationRunner(
                connection: try await Connection.connect(configuration),
                configuration: configuration,
                catalog: try MigrationCatalog([other ?? migration])
            )
            defer { Task { await runner.connection.close() } }
            try await body(runner)
        }
        let error = await #expect(throws: SutureError.self) { try await withRunner { _ = try await $0.up() } }
        if !isLate {
            try await withRunner { runner in
                #expect(try await runner.lint().map(\.code) == ["privilege-missing"])
                let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
                #expect(notes.filter { $0.level == .warning }.map(\.remedy) == [error?.remedy])
                #expect(try await runner.history().isEmpty)
            }
            await #expect(throws: SutureError.self) { try await withRunner { _ = try await $0.rehearse() } }
            // A version without triggers can be rehearsed all the same.
            try await withRunner(Self.update) { runner in
                let report = try await runner.rehearse()
                #expect(report.differences == [])
            }
        }
        let triggers: Statement = "SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'school'"
        #expect(try await root.run { try $0.value(triggers, as: Int.self) } == 0)
        try await root.run(mend)
        try await withRunner { runner in
            #expect(try await runner.lint().isEmpty)
            _ = try await runner.up()
        }
        #expect(try await root.run { try $0.value(triggers, as: Int.self) } == 8)
        await root.close()
        await server.stop()
        return error
    }

    private static let update = RegisteredMigration(version: 1, name: "Update", file: "Update.swift", checksum: "0") {
        Renaming()
    }

    private struct Renaming: Migration {
        var steps: [any Step] { Update("people", set: ["name": "'x'"], where: "TRUE") }
    }

    private struct Triggers: Migration {
        let isLate: Bool

        var steps: [any Step] {
            Array(repeating: SQL("DO 0", down: "DO 0") as any Step, count: isLate ? 1 : 0)
            InstallTriggers(
                for: SynchronizedPair(
                    source: "people",
                    partner: "pupils",
                    sharing: ["name"],
                    belongs: "role = 'PUPIL'",
                    newSource: ["role": "'PUPIL'"]
                )
            )
        }
    }

    @Test(arguments: await TestServers.all()) func tellsTheStatementForABinaryLog(server: TestServer) async throws {
        let error = try await refusal(server, trusting: false, granted: "ALL") { session in
            try session.execute("SET GLOBAL log_bin_trust_function_creators = 1")
        }
        #expect(error?.code == .privilegeMissing)
        #expect(error?.outcome == .refused)
        #expect(error?.remedy.contains("SET GLOBAL log_bin_trust_function_creators = 1") == true)
    }

    @Test(arguments: await TestServers.all()) func tellsTheGrant(server: TestServer) async throws {
        let error = try await refusal(server, trusting: true, granted: Self.privileges) { session in
            try session.execute("GRANT TRIGGER ON school.* TO migrator@localhost")
        }
        #expect(error?.code == .privilegeMissing)
        #expect(error?.outcome == .refused)
        #expect(error?.remedy.contains("GRANT TRIGGER") == true)
    }

    /// A problem that is not known in advance is reported when it occurs.
    @Test(arguments: await TestServers.all(), [true, false])
    func tellsWhatOnlyTheAttemptShows(server: TestServer, isTrusting: Bool) async throws {
        let privileges: Statement = isTrusting ? Self.privileges : "ALL"
        let error = try await refusal(server, trusting: isTrusting, granted: privileges, late: true) { session in
            try session.execute("GRANT TRIGGER ON school.* TO migrator@localhost")
            try session.execute("SET GLOBAL log_bin_trust_function_creators = 1")
        }
        #expect(error?.code == .privilegeMissing)
        #expect(error?.outcome == .failed)
    }
}
