public import MySQLClient
public import SutureCore

/// Tests one migration on a real server: applied, verified, exactly reverted, and applied again to the same bytes.
///
///     let test = MigrationTest(MigrationIndex.all, version: 20261123090000)
///     try await test.run(on: server) { session in
///         try session.execute("CREATE TABLE …")
///     }
public struct MigrationTest: Sendable {
    /// The violated guarantees of a migration.
    public struct Failure: Error, CustomStringConvertible {
        /// The findings, one per line.
        public let description: String
    }

    private let migrations: [RegisteredMigration]
    private let version: MigrationVersion

    /// Creates a test of a version among the migrations of a package; those before it are applied first.
    public init(_ migrations: [RegisteredMigration], version: Int64) {
        self.migrations = migrations
        self.version = MigrationVersion(version)
    }

    /// Runs the test in a schema of its own, which is dropped afterwards.
    ///
    /// - Parameters:
    ///   - server: The server.
    ///   - install: Creates the tables and rows that the migrations begin with.
    /// - Throws: ``Failure``, or the error of the migration.
    public func run(on server: TestServer, install: @escaping @Sendable (Session) throws -> Void) async throws {
        try await server.withSchema { configuration in
            try await Connection.with(configuration) { connection in
                try await connection.run(install)
                try await run(connection, configuration)
            }
        }
    }

    private func run(_ connection: Connection, _ configuration: ConnectionConfiguration) async throws {
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        let runner = MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog(migrations),
            settings: settings
        )
        if let before = migrations.map(\.version).filter({ $0 < version }).max() {
            var request = UpRequest()
            request.target = before
            _ = try await runner.up(request)
        }
        var request = UpRequest()
        request.target = version
        let start = try await Self.fingerprint(connection)
        _ = try await runner.up(request)
        let first = try await Self.fingerprint(connection)
        let findings = try await runner.verify().filter { $0.version == version }.flatMap(\.findings)
        try Self.require(findings.map { "verify: \($0.text)" })
        _ = try await runner.down(DownRequest())
        try Self.require(try await Self.fingerprint(connection).differences(from: start).map { "after down: \($0)" })
        _ = try await runner.up(request)
        try Self.require(
            try await Self.fingerprint(connection).differences(from: first).map { "after up again: \($0)" }
        )
    }

    private static func require(_ problems: [String]) throws {
        guard problems.isEmpty else { throw Failure(description: problems.joined(separator: "\n")) }
    }

    /// Returns the content and the definitions of all tables but Suture's own.
    public static func fingerprint(_ connection: Connection) async throws -> Fingerprint {
        try await connection.run { session in
            try Fingerprint.take(of: nil, excluding: { $0.hasPrefix(StateNames.prefix) }, in: session)
        }
    }
}
