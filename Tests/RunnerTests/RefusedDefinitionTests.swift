import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Definitions that the server would refuse after earlier steps have run are found by the plan.
@Suite struct RefusedDefinitionTests {
    private static let partitions: [(columns: Statement, by: Statement, missing: String?)] = [
        (
            "PRIMARY KEY (id, year)",
            "RANGE (year) (PARTITION a VALUES LESS THAN (2020), PARTITION b VALUES LESS THAN MAXVALUE)", "year"
        ),
        ("PRIMARY KEY (id, day)", "HASH (TO_DAYS(day)) PARTITIONS 3", "day"),
        ("PRIMARY KEY (id)", "KEY () PARTITIONS 3", "id"),
        ("PRIMARY KEY (id, name)", "KEY (name) PARTITIONS 3", nil),
        (
            "PRIMARY KEY (id, year)", "LIST COLUMNS (year) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3))",
            "year"
        ),
    ]

    @Test(arguments: await TestServers.all(), partitions.indices)
    func aUniqueKeyNeedsTheColumnsOfPartitions(server: TestServer, number: Int) async throws {
        let (columns, by, missing) = Self.partitions[number]
        try await RunnerCase.with(server) { test in
            try await test.execute(
                """
                CREATE TABLE visits (id INT NOT NULL, year INT NOT NULL, day DATE NOT NULL, name VARCHAR(20) NOT NULL, \(columns))
                PARTITION BY \(by)
                """,
                "INSERT INTO visits VALUES (1, 1, '2020-01-01', 'a'), (2, 2, '2020-01-02', 'b')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update("visits", set: ["name": "CONCAT(name, 'x')"], where: "TRUE")
                AddUniqueKey("names", on: "visits", columns: ["name"])
            }
            guard let missing else {
                _ = try await runner.up()
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
                return
            }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            let linted = try await runner.lint().first { $0.level == .error }
            for text in [error?.message, linted?.text] {
                #expect(text?.contains("partitioned by \(missing),") == true, "\(text ?? "nothing")")
            }
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    private static let alterations: [Statement] = [
        "ALTER TABLE words CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
        "ALTER TABLE words CONVERT TO CHARACTER SET utf8mb4",
        "alter table `words` modify column `word` varchar(20) character set utf8mb4 collate utf8mb4_unicode_ci",
        "ALTER TABLE words CHANGE word word VARCHAR(20) COLLATE utf8mb4_unicode_ci",
    ]

    @Test(arguments: await TestServers.all(), alterations)
    func aCollationThatMakesRowsEqual(server: TestServer, alteration: Statement) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                """
                CREATE TABLE words (id INT PRIMARY KEY, word VARCHAR(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin UNIQUE,
                other VARCHAR(20) COLLATE utf8mb4_bin)
                """,
                "INSERT INTO words VALUES (1, 'Word', 'x'), (2, 'word', 'X'), (3, 'WORD', ''), (4, 'other', ''), (5, NULL, '')"
            )
            let runner = try test.runner { SQL(alteration, down: nil) }
            let found = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
            #expect(found.map(\.code) == [.duplicatesRemain])
            #expect(found.first?.text.hasPrefix("3 rows of words would be equal") == true, "\(found)")
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .duplicatesRemain)
            #expect(try await test.count("words WHERE word = 'word'") == 1)
            try await test.execute("DELETE FROM words WHERE id IN (2, 3)")
            #expect(try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.allSatisfy { $0.level == .info })
            _ = try await runner.up()
        }
    }
}
