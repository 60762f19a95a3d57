import MySQLClient
import SchoolSample
import SutureCore
import SutureTesting
import Testing

/// The runner is killed at random instants; run again, it ends like an undisturbed run.
///
/// `SUTURE_KILL_ROUNDS` and `SUTURE_KILL_SEED` set the number and the times; the seed is printed with a failure.
@Suite struct KilledRunnerTests {
    private static let rounds = TestSettings.number("SUTURE_KILL_ROUNDS") ?? 6
    private static let seed = TestSettings.number("SUTURE_KILL_SEED") ?? 20_261_123

    @Test(arguments: await TestServers.all())
    func goesOnAfterSIGKILL(server: TestServer) async throws {
        try await server.withSchema(isLong: true) { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { try SchoolSample(scale: 100).install(in: $0) }
            let start = try await MigrationTest.fingerprint(connection)
            let tool = SutureProcess(
                program: .suture,
                socket: try #require(configuration.socket),
                database: try #require(configuration.database)
            )
            let clock = ContinuousClock()
            let began = clock.now
            try await tool.run("up")
            let undisturbed = clock.now - began
            let end = try await MigrationTest.fingerprint(connection)
            let retired = try await redirects(connection)
            #expect(retired.count > 100)
            try await tool.run("down", "--to", "0")
            #expect(try await redirects(connection) == [])
            var random = SeededGenerator(seed: UInt64(Self.seed))
            for round in 1...Self.rounds {
                let comment = Comment(rawValue: "round \(round), seed \(Self.seed)")
                var delay = undisturbed * Double.random(in: 0...1, using: &random)
                // A run that ended before it was killed proves nothing: it is reverted, and the next one is killed
                // sooner.
                while try await !tool.runAndKill("up", after: delay) {
                    try await tool.run("down", "--to", "0")
                    delay = delay / 2
                }
                // In every third round the half-applied version is reverted, and never finished.
                if !round.isMultiple(of: 3) {
                    try await tool.run("up")
                    #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [], comment)
                    #expect(try await redirects(connection) == retired, comment)
                }
                // Every other round the rollback is killed as well, and sometimes `up` has to deal with that.
                if round.isMultiple(of: 2) {
                    _ = try await tool.runAndKill("down", "--to", "0", after: delay / 3)
                    if round.isMultiple(of: 4) {
                        try await tool.run("up")
                        #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [], comment)
                    }
                }
                try await tool.run("down", "--to", "0")
                #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [], comment)
                #expect(try await leftovers(connection) == [], comment)
                #expect(try await redirects(connection) == [], comment)
            }
            await connection.close()
        }
    }

    /// Returns every retired key with its survivor.
    private func redirects(_ connection: Connection) async throws -> [String] {
        try await connection.run { session in
            try session.rows(
                "SELECT CONCAT_WS(' ', version, table_name, old_key, survivor_key) AS r FROM suture_redirects ORDER BY 1"
            )
            .map { try $0.get("r", as: String.self) }
        }
    }

    /// Returns the tables of Suture besides those of its state.
    private func leftovers(_ connection: Connection) async throws -> [String] {
        try await connection.run { session in
            try session.rows(
                """
                SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
                AND TABLE_NAME LIKE 'suture\\_%\\_%'
                """
            )
            .map { try $0.get("name", as: String.self) }
        }
    }
}
