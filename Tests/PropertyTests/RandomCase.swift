import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// One random schema on a real server.
struct RandomCase: Sendable {
    let schema: RandomSchema
    let connection: Connection
    private let configuration: ConnectionConfiguration

    init(_ schema: RandomSchema, _ connection: Connection, _ configuration: ConnectionConfiguration) {
        self.schema = schema
        self.connection = connection
        self.configuration = configuration
    }

    /// Runs a body for the case of each seed, on a connection of its own; a failure names the seed.
    ///
    /// - Returns: The number of cases with each outcome.
    static func run<Outcome: Hashable & Sendable>(
        _ seeds: some Collection<Int> & Sendable,
        on server: TestServer,
        _ body: @Sendable (RandomCase, UInt64, Comment) async throws -> Outcome
    ) async throws -> [Outcome: Int] {
        try await server.withSchema(isLong: true) { configuration in
            var outcomes: [Outcome: Int] = [:]
            for seed in seeds {
                let connection = try await Connection.connect(configuration)
                let comment = Comment(rawValue: "replay with SUTURE_PROPERTY_SEED=\(seed) SUTURE_PROPERTY_CASES=1")
                do {
                    let schema = RandomSchema(seed: UInt64(seed))
                    // A case that is replayed alone prints itself.
                    if seeds.count == 1 {
                        print(schema.statements.map(\.text).joined(separator: ";\n"), schema.policies)
                    }
                    let random = RandomCase(schema, connection, configuration)
                    outcomes[try await body(random, UInt64(seed), comment), default: 0] += 1
                } catch {
                    Issue.record(error, comment)
                }
                await connection.close()
            }
            return outcomes
        }
    }

    func fingerprint() async throws -> Fingerprint {
        try await MigrationTest.fingerprint(connection)
    }

    func install() async throws {
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
                } catch is MySQLError where statement.text.hasPrefix("INSERT") || statement.text.isOptional {
                    // A row that violates the types and keys is skipped, and so is a key that the rows do not allow.
                }
            }
        }
    }

    func runner() throws -> MigrationRunner {
        try MigrationRunner.ofOneStep(schema.merge, connection, configuration)
    }

    func counts() async throws -> [String: Int] {
        try await connection.run { session in
            try Dictionary(
                uniqueKeysWithValues: schema.tables.map { name in
                    (name, try session.value("SELECT COUNT(*) FROM \(identifier: name)") ?? 0)
                }
            )
        }
    }

    /// Returns the number of rows with dangling references.
    func dangling() async throws -> Int {
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

extension String {
    fileprivate var isOptional: Bool {
        hasPrefix("UPDATE") || contains(" MODIFY ") || contains(" ADD UNIQUE KEY cycles")
    }
}
