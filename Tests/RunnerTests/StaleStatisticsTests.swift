import MySQLClient
import SutureCore
import SutureTesting
import Testing

/// A server whose statistics show empty tables, as after a load, or where it does not maintain them.
@Suite struct StaleStatisticsTests {
    /// The test counts the rows that the runner's session reads: all rows of a table for each row of a chunk would be
    /// far more.
    @Test(arguments: await TestServers.all())
    func readsLittleMoreThanWithTrueOnes(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install(scale: 10)
            try await forget(test, isEmpty: false)
            let known = try await rowsRead(test)
            try await forget(test, isEmpty: true)
            let unknown = try await rowsRead(test)
            #expect(unknown.up < 10 * known.up, "\(unknown) for \(known)")
            #expect(unknown.down < 10 * known.down, "\(unknown) for \(known)")
        }
    }

    /// Returns the number of rows read by a merge of the sample, and by its revert.
    private func rowsRead(_ test: RunnerCase) async throws -> (up: Int, down: Int) {
        let runner = try test.runner()
        var request = UpRequest()
        request.target = MigrationVersion(20_261_123_090_000)
        let start = try await readByNow(test)
        _ = try await runner.up(request)
        let applied = try await readByNow(test)
        _ = try await runner.down(.everything)
        return (applied - start, try await readByNow(test) - applied)
    }

    private func readByNow(_ test: RunnerCase) async throws -> Int {
        try await test.connection.run { session in
            try session.rows("SHOW SESSION STATUS LIKE 'Handler_read%'")
                .reduce(0) { try $0 + (Int($1.get(1, as: String.self)) ?? 0) }
        }
    }

    /// Makes the server believe that no table has a row, and keep that belief; or lets it count them.
    private func forget(_ test: RunnerCase, isEmpty: Bool) async throws {
        try await test.connection.run { session in
            let tables: [String] =
                try session.rows(
                    """
                    SELECT TABLE_NAME AS t FROM information_schema.TABLES
                    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'suture\\_%'
                    """
                )
                .map { try $0.get("t") }
            for table in tables {
                try session.execute("ALTER TABLE \(identifier: table) STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0")
                _ = try session.rows("ANALYZE TABLE \(identifier: table)")
            }
            guard isEmpty else { return }
            try session.execute(
                """
                UPDATE mysql.innodb_table_stats SET n_rows = 0, clustered_index_size = 1
                WHERE database_name = DATABASE() AND table_name NOT LIKE 'suture\\_%'
                """
            )
            try session.execute(
                """
                UPDATE mysql.innodb_index_stats SET stat_value = 1
                WHERE database_name = DATABASE() AND table_name NOT LIKE 'suture\\_%' AND stat_name LIKE 'n_diff%'
                """
            )
            try session.execute("FLUSH TABLES \(identifiers: tables)")
        }
    }
}
