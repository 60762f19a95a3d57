import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Retired keys lead to the rows that replace them, for as long as the version that retired them is applied.
@Suite struct RedirectTests {
    private func texts(_ runner: MigrationRunner, table: String? = nil) async throws -> [String] {
        try await runner.redirects(table: table).redirects
            .map { redirect in
                "\(redirect.table) \(redirect.key) → \((redirect.via + [redirect.survivor]).joined(separator: " → "))"
            }
            .sorted()
    }

    /// Each row that the merge deletes, in the table itself and below, has an existing survivor.
    @Test(arguments: await TestServers.all())
    func leadsFromEveryMergedRowToOneThatStands(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let runner = try test.runner()
            #expect(try await runner.redirects().count == 0)
            _ = try await runner.up()
            let tables = ["institutions", "courses", "enrollments", "institution_settings"]
            for table in tables {
                let deleted = try await test.text(
                    """
                    SELECT CAST(SUM(changed_rows) AS CHAR) FROM suture_journal
                    WHERE version = 20261123090000 AND operation = 'delete' AND table_name = \(table)
                    """
                )
                let found = try await runner.redirects(table: table)
                #expect(deleted == "\(found.count)")
                #expect(found.count > 0)
                let standing = try await test.count(
                    """
                    suture_redirects AS r JOIN \(identifier: table) AS t ON t.id = r.survivor_key
                    LEFT JOIN \(identifier: table) AS o ON o.id = r.old_key
                    WHERE r.table_name = \(table) AND o.id IS NULL
                    """
                )
                #expect(standing == found.count)
            }
            #expect(try await Set(runner.redirects().redirects.map(\.table)) == Set(tables))
            _ = try await runner.down(.everything)
            #expect(try await test.count("suture_redirects") == 0)
        }
    }

    /// A later version retires a survivor of an earlier one.
    @Test(arguments: await TestServers.all())
    func followsASurvivorThatWasRetiredLater(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), code VARCHAR(9))",
                "INSERT INTO firms VALUES (1, 'b', 'x'), (2, 'a', 'x'), (3, 'a', 'y')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner(of: [
                1: MergeDuplicates(of: "firms", by: ["name"]), 2: MergeDuplicates(of: "firms", by: ["code"]),
            ])
            _ = try await runner.up()
            #expect(try await texts(runner) == ["firms 2 → 1", "firms 3 → 2 → 1"])
            #expect(try await runner.redirects(table: "FIRMS", key: "3").redirects.map(\.survivor) == ["1"])
            _ = try await runner.down(DownRequest())
            #expect(try await texts(runner) == ["firms 3 → 2"])
            _ = try await runner.down(DownRequest())
            #expect(try await texts(runner) == [])
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A key that contains the merged one changes with it, also for the survivors.
    @Test(arguments: await TestServers.all())
    func leadsToTheKeyThatASurvivorHasInTheEnd(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9))",
                """
                CREATE TABLE settings (firm_id INT, kind VARCHAR(9), value INT, PRIMARY KEY (firm_id, kind),
                  FOREIGN KEY (firm_id) REFERENCES firms (id))
                """,
                "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'a')",
                "INSERT INTO settings VALUES (2, 'k', 5), (3, 'k', 6), (1, 'other', 7)"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], collisions: ["settings": .keepSurvivors])
            }
            _ = try await runner.up()
            #expect(
                try await test.text("SELECT GROUP_CONCAT(firm_id, kind ORDER BY kind) FROM settings") == "1k,1other"
            )
            let found = try await texts(runner, table: "settings")
            #expect(found == ["settings 2/k → 1/k", "settings 3/k → 2/k → 1/k"])
            _ = try await runner.down(.everything)
            #expect(try await test.count("suture_redirects") == 0)
        }
    }

    /// A binary key is hexadecimal, and rows that swap their keys lead to each other, not in a circle.
    @Test(arguments: await TestServers.all())
    func writesKeysAsText(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE files (id BINARY(4) PRIMARY KEY, name VARCHAR(9))",
                "INSERT INTO files VALUES (x'000000ff', 'a'), (x'00000a00', 'a')",
                "CREATE TABLE words (word VARCHAR(20) PRIMARY KEY) COLLATE utf8mb4_bin",
                "INSERT INTO words VALUES ('Größe'), ('other')"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "files", by: ["name"])
                Update("words", set: ["word": "CONCAT(t.word, '!')"], where: "t.word <> 'other'")
            }
            _ = try await runner.up()
            #expect(
                try await texts(runner) == ["files 0x00000A00 → 0x000000FF", "words Größe → Größe!"]
            )
            _ = try await runner.down(.everything)
            #expect(try await test.count("suture_redirects") == 0)
        }
    }

    @Test(arguments: await TestServers.all())
    func leadsNowhereInATableThatIsGone(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9))",
                "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'a')"
            )
            let runner = try test.runner { MergeDuplicates(of: "firms", by: ["name"]) }
            _ = try await runner.up()
            #expect(try await runner.verifyRedirects().lost.count == 0)
            try await test.execute("DROP TABLE firms")
            let found = try await runner.verifyRedirects()
            #expect(found.lost.count == 2 && found.retired == 2 && found.reused.count == 0)
        }
    }

    /// State that an older version of Suture left is read as it is, and completed by the next run.
    @Test(arguments: await TestServers.all())
    func completesTheStateOfAnOlderVersion(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.install()
            let start = try await test.fingerprint()
            let runner = try test.runner()
            _ = try await runner.up()
            try await test.execute("DROP TABLE suture_redirects")
            #expect(try await runner.redirects().count == 0)
            #expect(try await runner.history().count == 7)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await runner.redirects().count > 0)
        }
    }
}
