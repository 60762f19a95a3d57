import MySQLClient
import SchoolSample
import ShippedMigrations
import SutureCore
import SutureTesting

/// A schema of its own on a real server, with a connection and the means to run migrations in it.
struct RunnerCase: Sendable {
    let connection: Connection
    let configuration: ConnectionConfiguration

    /// Creates a schema, runs a body, and drops the schema in any case.
    static func with<Result>(_ server: TestServer, _ body: (RunnerCase) async throws -> Result) async throws -> Result {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(RunnerCase(connection: connection, configuration: configuration)))
            } catch {
                result = .failure(error)
            }
            await connection.close()
            return try result.get()
        }
    }

    /// Returns a runner of the shipped migrations.
    func runner(
        _ settings: RunSettings = RunnerCase.settings,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> MigrationRunner {
        try runner(MigrationIndex.all, settings, observer: observer)
    }

    /// Returns a runner of one migration with the given steps.
    func runner(
        accepting triggers: [String] = [],
        checksum: String = "0",
        settings: RunSettings = RunnerCase.settings,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in },
        @StepBuilder steps: @escaping @Sendable () -> [any Step]
    ) throws -> MigrationRunner {
        let migration = RegisteredMigration(
            version: 20_260_101_000_000,
            name: "Test",
            file: "Test.swift",
            checksum: checksum
        ) {
            TestMigration(acceptedTriggers: triggers, build: steps)
        }
        return try runner([migration], settings, observer: observer)
    }

    private func runner(
        _ migrations: [RegisteredMigration],
        _ settings: RunSettings,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> MigrationRunner {
        MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog(migrations),
            settings: settings,
            observer: observer
        )
    }

    static var settings: RunSettings {
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        return settings
    }

    func install(scale: Int = 1) async throws {
        try await connection.run { try SchoolSample(scale: scale).install(in: $0) }
    }

    func execute(_ statements: Statement...) async throws {
        try await connection.run { session in
            for statement in statements { try session.execute(statement) }
        }
    }

    func count(_ source: Statement) async throws -> Int {
        try await connection.run { try $0.value("SELECT COUNT(*) FROM \(source)") ?? 0 }
    }

    func text(_ query: Statement) async throws -> String? {
        try await connection.run { try $0.value(query) }
    }

    func fingerprint() async throws -> Fingerprint {
        try await MigrationTest.fingerprint(connection)
    }

    /// Returns the existing state tables and journals.
    func stateTables() async throws -> Set<String> {
        try await connection.run { session in
            let rows = try session.rows(
                """
                SELECT TABLE_NAME AS name FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'suture\\_%'
                AND TABLE_TYPE = 'BASE TABLE'
                """
            )
            return Set(try rows.map { try $0.get("name", as: String.self) })
        }
    }
}

private struct TestMigration: Migration {
    let acceptedTriggers: [String]
    let build: @Sendable () -> [any Step]
    var steps: [any Step] { build() }
}
