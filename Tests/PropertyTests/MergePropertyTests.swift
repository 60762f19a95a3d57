import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// What holds for every merge, over random schemas and random rows.
///
/// `SUTURE_PROPERTY_CASES` says how many cases each server gets, and `SUTURE_PROPERTY_SEED` with which seed the first of
/// them begins; a failure names the seed of its case, which one case with that seed replays.
@Suite struct MergePropertyTests {
    private static let cases = TestSettings.number("SUTURE_PROPERTY_CASES") ?? 500
    private static let seed = TestSettings.number("SUTURE_PROPERTY_SEED") ?? 1

    @Test(arguments: await TestServers.all())
    func mergesAnySchemaAndTakesItBack(server: TestServer) async throws {
        var outcomes: [MergeCase.Outcome: Int] = [:]
        try await server.withSchema { configuration in
            for seed in Self.seed..<Self.seed + Self.cases {
                let connection = try await Connection.connect(configuration)
                let comment = Comment(rawValue: "replay with SUTURE_PROPERTY_SEED=\(seed) SUTURE_PROPERTY_CASES=1")
                do {
                    let test = MergeCase(schema: RandomSchema(seed: UInt64(seed)), connection, configuration)
                    outcomes[try await test.run(comment), default: 0] += 1
                } catch {
                    Issue.record(error, comment)
                }
                await connection.close()
            }
        }
        print("merge properties on \(server): \(outcomes)")
        // A generator whose cases are mostly refused would show nothing.
        if Self.cases >= 100 {
            #expect(outcomes[.merged, default: 0] * 2 > Self.cases)
        }
    }
}

/// One random schema on a real server.
struct MergeCase {
    enum Outcome { case merged, refused, nothing }

    private let schema: RandomSchema
    private let connection: Connection
    private let configuration: ConnectionConfiguration

    init(schema: RandomSchema, _ connection: Connection, _ configuration: ConnectionConfiguration) {
        self.schema = schema
        self.connection = connection
        self.configuration = configuration
    }

    func run(_ comment: Comment) async throws -> Outcome {
        try await install()
        let runner = try runner()
        let start = try await MigrationTest.fingerprint(connection)
        let before = try await counts()
        let dangling = try await dangling()
        let planned: [PlannedChange]
        let report: RunReport
        do {
            planned = try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }
            report = try await runner.up()
        } catch let error as SutureError where error.outcome == .refused {
            #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [], comment)
            return .refused
        }
        let changes = report.migrations.flatMap(\.changes)
        #expect(planned == changes, comment)
        #expect(try await runner.verify().flatMap(\.findings) == [], comment)
        #expect(try await self.dangling() == dangling, comment)
        var expected = before
        for change in changes where change.kind == .delete { expected[change.table, default: 0] -= change.rows }
        for change in changes where change.kind == .insert { expected[change.table, default: 0] += change.rows }
        #expect(try await counts() == expected, comment)
        let end = try await MigrationTest.fingerprint(connection)
        _ = try await runner.down(.everything)
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [], comment)
        _ = try await runner.up()
        #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [], comment)
        return changes.isEmpty ? .nothing : .merged
    }

    private func install() async throws {
        try await connection.run { session in
            try session.execute("SET foreign_key_checks = 0")
            let names: [String] =
                try session.rows(
                    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
                )
                .map { try $0.get("name") }
            for name in names { try session.execute("DROP TABLE \(identifier: name)") }
            try session.execute("SET foreign_key_checks = 1")
            for statement in schema.statements {
                do {
                    try session.execute(statement)
                } catch is MySQLError where statement.text.hasPrefix("INSERT") {
                    // A row that does not fit the types and keys is left out.
                }
            }
        }
    }

    private func runner() throws -> MigrationRunner {
        let merge = schema.merge
        let migration = RegisteredMigration(
            version: 20_260_101_000_000,
            name: "Test",
            file: "Test.swift",
            checksum: "0"
        ) {
            OneStep(step: merge)
        }
        var settings = RunSettings()
        settings.startTime = "2026-01-01 00:00:00.000000"
        return MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog([migration]),
            settings: settings
        )
    }

    private func counts() async throws -> [String: Int] {
        try await connection.run { session in
            try Dictionary(
                uniqueKeysWithValues: schema.tables.map { name in
                    (name, try session.value("SELECT COUNT(*) FROM \(identifier: name)") ?? 0)
                }
            )
        }
    }

    /// How many rows refer to nothing.
    private func dangling() async throws -> Int {
        try await connection.run { session in
            try schema.links.reduce(0) { sum, link in
                let count: Int? = try session.value(
                    """
                    SELECT COUNT(*) FROM \(identifier: link.table) AS c LEFT JOIN \(identifier: link.parent) AS p
                    ON p.\(identifier: link.parentColumn) = c.\(identifier: link.column)
                    WHERE c.\(identifier: link.column) IS NOT NULL AND p.id IS NULL
                    """
                )
                return sum + (count ?? 0)
            }
        }
    }
}

private struct OneStep: Migration {
    let step: MergeDuplicates

    var steps: [any Step] { step }
}

extension DownRequest {
    fileprivate static var everything: DownRequest {
        var request = DownRequest()
        request.extent = .to(MigrationVersion(0))
        return request
    }
}
