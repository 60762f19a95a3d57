import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges by the decisions of a person.
@Suite struct ReviewTests {
    private static let tables: [Statement] = [
        "CREATE TABLE schools (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, country VARCHAR(2)) COLLATE utf8mb4_unicode_ci",
        """
        INSERT INTO schools VALUES (1, 'Lang School', 'DE'), (2, 'Language School', NULL), (3, 'LANG SCHOOL', NULL),
          (4, 'Langage School', NULL), (5, 'language school', 'DE'), (6, 'Lang. Schools', NULL), (7, 'Other', 'DE'),
          (8, 'other', 'FR'), (9, 'Othr', NULL), (10, 'Alone', NULL), (11, 'Alon', NULL)
        """,
        """
        CREATE TABLE courses (id INT PRIMARY KEY, school_id INT NOT NULL, FOREIGN KEY (school_id) REFERENCES schools (id))
        """,
        "INSERT INTO courses SELECT id, id FROM schools",
    ]

    private static let header = """
        # Rows that look alike.
        table: schools
        columns: name
        date: 2026-11-24

        """

    private func run(
        _ server: TestServer,
        review: String,
        rules: [MergeRule] = [],
        _ body: (RunnerCase, MigrationRunner) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let text = Self.header + review
            let runner = try test.runner {
                MergeDuplicates(of: "schools", by: ["name"], rules: rules, reviewed: ReviewedClasses(text))
            }
            try await body(test, runner)
        }
    }

    @Test(arguments: await TestServers.all())
    func mergesWhatAPersonDecidedWithItsEquals(server: TestServer) async throws {
        let review = """
            [lang school]
            merge    1   Lang School ×2
            survivor 2   Language School ×2
            ?        4   Langage School
            separate 6   Lang. Schools

            [other]
            separate 7
            separate 8
            ?        9
            """
        try await run(server, review: review) { test, runner async throws in
            let start = try await test.fingerprint()
            let plan = try await runner.plan()
            let notes = plan.flatMap { $0.steps.flatMap(\.notes) }
            #expect(
                notes.contains {
                    $0.text.contains("Review of 2026-11-24: 2 rows of schools to be merged, 3 kept apart")
                }
            )
            #expect(notes.contains { $0.code == .classesSeparated && $0.text.contains("in 1 class.") })
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM schools") == "2,4,6,7,8,9,10,11")
            #expect(
                try await test.text("SELECT GROUP_CONCAT(school_id ORDER BY id) FROM courses")
                    == "2,2,2,4,2,6,7,8,9,10,11"
            )
            #expect(try await runner.verify().flatMap(\.findings) == [])
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await runner.analyze().flatMap(\.findings).map(\.rows) == [4])
        }
    }

    @Test(arguments: await TestServers.all())
    func takesAProposalOnceAPersonHasDecidedIt(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let proposal = try await test.connection.run {
                try ReviewFile.propose(of: "schools", by: ["name"], in: $0).text
            }
            // Lang School and Language School are too different to be similar.
            #expect(proposal.contains("\n?        2  Language School ×2\n?        4  Langage School\n"))
            let undecided = try test.runner {
                MergeDuplicates(of: "schools", by: ["name"], reviewed: ReviewedClasses(proposal))
            }
            let exact = try test.runner { MergeDuplicates(of: "schools", by: ["name"]) }
            let changes = { (runner: MigrationRunner) async throws in
                try await runner.plan().flatMap { $0.steps.flatMap(\.changes) }
            }
            #expect(try await changes(undecided) == changes(exact))
            let decided = proposal.replacing("?        2", with: "survivor 2")
                .replacing("?        4", with: "merge    4")
            let runner = try test.runner {
                MergeDuplicates(of: "schools", by: ["name"], reviewed: ReviewedClasses(decided))
            }
            let start = try await test.fingerprint()
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM schools") == "1,2,6,7,9,10,11")
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesContradictionsBeforeTheFirstWrite(server: TestServer) async throws {
        let cases: [(review: String, rules: [MergeRule], code: SutureError.Code, text: String)] = [
            ("[a]\nmerge 1\nmerge 99", [], .reviewRowMissing, "99 (line 7)"),
            ("[a]\nsurvivor 98\nmerge 1", [], .reviewRowMissing, "98"),
            ("[a]\nmerge 10\nseparate 77", [], .reviewInvalid, "only one of its class"),
            ("[a]\nmerge 1\nmerge 10\nmerge 10", [], .reviewInvalid, "line 8 of the review: row 10 is on line 7"),
            ("[a]\nmerge 1\nmerge 10\n[b]\nmerge 10\nmerge 2", [], .reviewInvalid, "row 10 is on line 7"),
            ("[a]\nsurvivor 1\nsurvivor 10", [], .reviewInvalid, "two survivors, 1 and 10"),
            ("[a]\nmerges 1", [], .reviewInvalid, "line 6 of the review: the line begins with neither of"),
            ("[a]\nmerge 1/2\nmerge 3", [], .reviewInvalid, "1/2 is no primary key of schools, which is (id)"),
            // 3 equals 1, and 5 equals 2: the two classes are one, with two survivors.
            ("[a]\nsurvivor 1\nmerge 2\n[b]\nsurvivor 3\nmerge 10", [], .reviewContradicted, "both are its survivor"),
            // 1 and 2 are kept apart, but each is joined with 10 or with a duplicate of it.
            ("[a]\nmerge 1\nmerge 10\nseparate 2\n[b]\nmerge 3\nmerge 5", [], .reviewContradicted, "are kept apart"),
            (
                "[a]\nmerge 1\nmerge 8", [.separate(whenDiffers: "country")], .reviewContradicted,
                "a rule keeps them apart"
            ),
            (
                "[a]\nmerge 1\nmerge 8", [.separate(where: "a.country < b.country")], .reviewContradicted,
                "a rule keeps them apart"
            ),
            ("[a]\nmerge 4\nmerge 10", [.separate("4", "10")], .reviewContradicted, "rows 4 and 10"),
        ]
        for (review, rules, code, text) in cases {
            try await run(server, review: review, rules: rules) { test, runner async throws in
                let start = try await test.fingerprint()
                let error = await #expect(throws: SutureError.self) { try await runner.up() }
                #expect(error?.code == code, "\(review)")
                #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesTheReviewOfAnotherTable(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            for (text, wanted) in [
                ("table: courses\ncolumns: id\ndate: 2026-11-24", "the review is of courses"),
                ("table: schools\ncolumns: name", "the line date: is missing"),
                ("table: schools\ncolumns: nam\ndate: 2026-11-24", "has no column nam"),
            ] {
                let runner = try test.runner {
                    MergeDuplicates(of: "schools", by: ["name"], reviewed: ReviewedClasses(text))
                }
                let error = await #expect(throws: SutureError.self) { try await runner.plan() }
                #expect(error?.message.contains(wanted) == true, "\(error?.message ?? "")")
            }
        }
    }

    /// Keys of several columns, one of them text with a slash and a blank, one binary.
    @Test(arguments: await TestServers.all())
    func namesRowsByKeysOfAnyKind(server: TestServer) async throws {
        let text = """
            table: parts
            columns: name
            date: 2026-11-24
            [bolt]
            survivor a%2F%20b/2/00FF  Bolt
            merge    ä/-1/AB00        Bolts
            """
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE parts (code VARCHAR(10) COLLATE utf8mb4_bin, no BIGINT, tag BINARY(2), name VARCHAR(20),
                  PRIMARY KEY (code, no, tag))
                """,
                "INSERT INTO parts VALUES ('a/ b', 2, 0x00FF, 'Bolt'), ('ä', -1, 0xAB00, 'Bolts'), ('ä', -1, 0xAB01, 'bolz')"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "parts", by: ["name"], reviewed: ReviewedClasses(text))
            }
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(name ORDER BY name) FROM parts") == "Bolt,bolz")
        }
    }
}
