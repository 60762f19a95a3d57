import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges, each with a story and its tables.
@Suite struct MergeTests {
    /// Applies a merge, checks the result, and reverts it.
    private func story(
        _ server: TestServer,
        _ statements: [Statement],
        merge: MergeDuplicates,
        after: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in statements { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner { merge }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            try await after(test)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func fillsFieldsOfTheSurvivorByTheirRules(server: TestServer) async throws {
        let merge = MergeDuplicates(of: "firms", by: ["name"], fields: ["note": .fillBlank, "score": .sum])
        try await story(server, [MergeTables.firms, MergeTables.rows], merge: merge) { test async throws in
            #expect(try await test.count("firms") == 2)
            #expect(
                try await test.text("SELECT CONCAT_WS('|', id, code, note, score) FROM firms WHERE name = 'acme'")
                    == "1|a|x|6"
            )
            #expect(try await test.count("firms WHERE updated_at = '2020-01-01 00:00:00'") == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func choosesTheSurvivorByRulesInOrder(server: TestServer) async throws {
        let merge = MergeDuplicates(of: "firms", by: ["name"], survivor: [.hasValue("score"), .newest("score")])
        try await story(server, [MergeTables.firms, MergeTables.rows], merge: merge) { test async throws in
            #expect(try await test.text("SELECT CAST(id AS CHAR) FROM firms WHERE name = 'acme'") == "2")
        }
    }

    /// One child refers to the key, another one to a unique column besides it, a third one twice.
    @Test(arguments: await TestServers.all())
    func rePointsReferencesToAnyUniqueKey(server: TestServer) async throws {
        let merge = MergeDuplicates(of: "firms", by: ["name"])
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            "CREATE TABLE by_code (id INT PRIMARY KEY, firm VARCHAR(10), FOREIGN KEY (firm) REFERENCES firms (code)) "
                + "COLLATE utf8mb4_unicode_ci",
            "INSERT INTO by_code VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, NULL)",
            """
            CREATE TABLE deals (id INT PRIMARY KEY, buyer INT NOT NULL, seller INT,
              FOREIGN KEY (buyer) REFERENCES firms (id) ON DELETE CASCADE,
              FOREIGN KEY (seller) REFERENCES firms (id) ON DELETE SET NULL)
            """,
            "INSERT INTO deals VALUES (1, 1, 2), (2, 3, 4), (3, 4, NULL), (4, 2, 3), (5, 4, 3)",
        ]
        try await story(server, statements, merge: merge) { test async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(COALESCE(firm, '-') ORDER BY id) FROM by_code") == "a,a,a,d,-"
            )
            let deals = "SELECT GROUP_CONCAT(buyer, ':', COALESCE(seller, '-') ORDER BY id) FROM deals" as Statement
            #expect(try await test.text(deals) == "1:1,1:4,4:-,1:1,4:1")
        }
    }

    /// A table that refers to itself: the survivor's parent is its own duplicate.
    @Test(arguments: await TestServers.all())
    func rePointsReferencesOfATableToItself(server: TestServer) async throws {
        let statements: [Statement] = [
            """
            CREATE TABLE places (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, parent_id INT,
              FOREIGN KEY (parent_id) REFERENCES places (id))
            """,
            "INSERT INTO places VALUES (1, 'top', NULL), (2, 'a', 1), (3, 'a', 2), (4, 'b', 3), (5, 'top', NULL)",
            "UPDATE places SET parent_id = 5 WHERE id = 2",
        ]
        try await story(server, statements, merge: MergeDuplicates(of: "places", by: ["name"])) { test async throws in
            let rows = "SELECT GROUP_CONCAT(id, '<', COALESCE(parent_id, '-') ORDER BY id) FROM places" as Statement
            #expect(try await test.text(rows) == "1<-,2<1,4<2")
        }
    }

    /// A join table whose primary key is made of references: the collision is in the primary key itself.
    @Test(arguments: await TestServers.all())
    func mergesRowsThatCollideInTheirPrimaryKey(server: TestServer) async throws {
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            """
            CREATE TABLE firm_tags (firm_id INT, tag VARCHAR(10), PRIMARY KEY (firm_id, tag),
              FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE)
            """,
            "INSERT INTO firm_tags VALUES (1, 'x'), (2, 'x'), (2, 'y'), (3, 'y'), (4, 'x')",
        ]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["firm_tags": .keepSurvivors])
        try await story(server, statements, merge: merge) { test async throws in
            let rows = "SELECT GROUP_CONCAT(firm_id, tag ORDER BY firm_id, tag) FROM firm_tags" as Statement
            #expect(try await test.text(rows) == "1x,1y,4x")
        }
    }

    @Test(arguments: await TestServers.all())
    func keepsTheNewestOfCollidingRows(server: TestServer) async throws {
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            """
            CREATE TABLE prices (id INT PRIMARY KEY, firm_id INT, week INT, price DECIMAL(8,2), set_on DATE,
              UNIQUE KEY week_of_firm (firm_id, week), FOREIGN KEY (firm_id) REFERENCES firms (id))
            """,
            """
            INSERT INTO prices VALUES (1, 1, 1, 10.00, '2026-01-01'), (2, 2, 1, 12.50, '2026-02-01'),
              (3, 3, 1, 11.00, NULL), (4, 2, NULL, 1, NULL), (5, 3, NULL, 1, NULL)
            """,
        ]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["prices": .keepNewest("set_on")])
        try await story(server, statements, merge: merge) { test async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM prices") == "2:1,4:1,5:1"
            )
        }
    }

    /// Two countries split the class; rows without a country in it may belong to either, and are left unchanged.
    @Test(arguments: await TestServers.all())
    func keepsEqualNamesOfDifferentCountriesApart(server: TestServer) async throws {
        let merge = MergeDuplicates(of: "ministries", by: ["name"], rules: [.separate(whenDiffers: "country")])
        try await story(server, MergeTables.ministries, merge: merge) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM ministries") == "1,3,4,5,6,8")
        }
        try await RunnerCase.with(server) { test async throws in
            for statement in MergeTables.ministries { try await test.execute(statement) }
            let notes = try await test.runner { merge }.plan().flatMap { $0.steps.flatMap(\.notes) }
            let separated = try #require(notes.first { $0.code == .classesSeparated })
            #expect(separated.text.contains("equal in name, but differ in country, are kept apart, in 1 class."))
            #expect(separated.text.contains("In 1 of them, rows with NULL there are left alone."))
            #expect(separated.remedy.contains("(name, country)"))
            #expect(notes.contains { $0.text == "Columns in which classes of ministries disagree: head (1)." })
        }
    }

    /// Each row collides with the next one, in turn under one unique key and the other: all are one class.
    @Test(arguments: await TestServers.all())
    func mergesRowsThatCollideUnderSeveralUniqueKeys(server: TestServer) async throws {
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            """
            CREATE TABLE bookings (id INT PRIMARY KEY, firm_id INT NOT NULL, slot INT, code VARCHAR(5),
              UNIQUE KEY slots (firm_id, slot), UNIQUE KEY codes (firm_id, code),
              FOREIGN KEY (firm_id) REFERENCES firms (id))
            """,
            """
            CREATE TABLE visits (id INT PRIMARY KEY, booking_id INT NOT NULL,
              FOREIGN KEY (booking_id) REFERENCES bookings (id) ON DELETE CASCADE)
            """,
            """
            INSERT INTO bookings VALUES (9, 1, 10, 'a'), (2, 2, 10, 'b'), (3, 1, 11, 'b'), (4, 3, 11, 'c'), (5, 2, 12, 'c'),
              (6, 3, 12, 'd'), (7, 2, 13, NULL), (8, 3, NULL, 'e'), (10, 4, 10, 'a')
            """,
            "INSERT INTO visits VALUES (1, 9), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 10)",
        ]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["bookings": .merge])
        try await story(server, statements, merge: merge) { test async throws in
            let bookings = "SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM bookings" as Statement
            #expect(try await test.text(bookings) == "3:1,7:1,8:1,10:4")
            let visits = "SELECT GROUP_CONCAT(booking_id ORDER BY id) FROM visits" as Statement
            #expect(try await test.text(visits) == "3,3,3,3,3,3,7,8,10")
        }
    }

    /// The usual names of a reference; columns of another type, and words with a similar ending, are none.
    @Test(arguments: await TestServers.all())
    func findsReferencesByTheWaysToNameThem(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                MergeTables.firms,
                MergeTables.rows,
                """
                CREATE TABLE papers (id INT PRIMARY KEY, firmId INT, FirmID_2 INT, owner_firm_id INT, payingFirmID INT,
                  firm INT, confirm_id INT, affirm INT, firm_name INT)
                """,
                "CREATE TABLE cards (id INT PRIMARY KEY, firmid INT, firm VARCHAR(20), firm_id BIGINT)"
            )
            let notes = try await test.runner { MergeDuplicates(of: "firms", by: ["name"]) }.plan()
                .flatMap { $0.steps.flatMap(\.notes) }
            let found = notes.filter { $0.code == .undeclaredReference }
                .compactMap { $0.text.split(separator: " ").first }
            #expect(
                Set(found) == [
                    "papers.firmId", "papers.owner_firm_id", "papers.payingFirmID", "papers.firm", "cards.firmid",
                    "cards.firm_id",
                ]
            )
        }
    }

    /// One live row for each firm: the key is over a column that is computed from the reference.
    @Test(arguments: await TestServers.all(), ["VIRTUAL", "STORED", "VIRTUAL without policy"])
    func mergesBelowAUniqueKeyOverAComputedColumn(server: TestServer, kind: String) async throws {
        let hasPolicy = !kind.hasSuffix("without policy")
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            """
            CREATE TABLE plans (id INT PRIMARY KEY, firm_id INT NOT NULL, state VARCHAR(20) NOT NULL,
              live INT AS (IF(state = 'it''s `live`', firm_id, NULL)) \(raw: String(kind.prefix(7))), UNIQUE KEY one_live (live))
            """,
            """
            INSERT INTO plans (id, firm_id, state) VALUES (1, 1, 'old'), (2, 2, 'it''s `live`'), (3, 3, 'it''s `live`'), (4, 2, 'old'),
              (5, 4, 'it''s `live`')
            """,
            "CREATE TABLE bills (id INT PRIMARY KEY, plan_id INT, FOREIGN KEY (plan_id) REFERENCES plans (id))",
            "INSERT INTO bills SELECT id, id FROM plans",
        ]
        let merge = MergeDuplicates(
            of: "firms",
            by: ["name"],
            undeclared: [MergeReference("plans", "firm_id")],
            collisions: hasPolicy ? ["plans": .merge] : [:]
        )
        guard hasPolicy else {
            return try await RunnerCase.with(server) { test async throws in
                for statement in statements { try await test.execute(statement) }
                let start = try await test.fingerprint()
                let error = await #expect(throws: SutureError.self) { () async throws in
                    _ = try await test.runner { merge }.up()
                }
                #expect(error?.code == .collision)
                #expect(error?.message.contains("its unique key one_live") == true)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
        try await story(server, statements, merge: merge) { test async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM plans") == "1:1,2:1,4:1,5:4"
            )
            #expect(try await test.text("SELECT GROUP_CONCAT(plan_id ORDER BY id) FROM bills") == "1,2,2,4,5")
        }
    }

    /// Two kinds mean the same parent, and neither is forgotten.
    @Test(arguments: await TestServers.all())
    func rePointsTwoKindsOfOnePolymorphicReference(server: TestServer) async throws {
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows, "CREATE TABLE tags (id INT PRIMARY KEY, kind CHAR(9), subject INT)",
            "INSERT INTO tags VALUES (1, 'firm', 2), (2, 'company', 3), (3, 'user', 2), (4, NULL, 3), (5, 'Firm', 4)",
        ]
        let undeclared = ["firm", "company"].map { MergeReference("tags", "subject", when: "kind", is: $0) }
        let merge = MergeDuplicates(of: "firms", by: ["name"], undeclared: undeclared)
        try await story(server, statements, merge: merge) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(subject ORDER BY id) FROM tags") == "1,1,2,3,4")
        }
    }

    /// A pair of columns, one of which names the table that the other refers to: only rows of that kind are re-pointed.
    @Test(arguments: await TestServers.all())
    func rePointsOneSideOfAPolymorphicReference(server: TestServer) async throws {
        let statements: [Statement] = [
            MergeTables.firms, MergeTables.rows,
            """
            CREATE TABLE tags (id INT PRIMARY KEY, subject_type VARCHAR(10) NOT NULL, subject_id INT NOT NULL, tag CHAR(1),
              UNIQUE KEY one_of_each (subject_type, subject_id, tag))
            """,
            """
            INSERT INTO tags VALUES (1, 'firm', 1, 'a'), (2, 'firm', 2, 'a'), (3, 'user', 2, 'a'), (4, 'firm', 3, 'b'),
              (5, 'user', 3, 'b'), (6, 'firm', 4, 'a')
            """,
        ]
        let merge = MergeDuplicates(
            of: "firms",
            by: ["name"],
            survivor: [.mostReferenced(by: "tags")],
            undeclared: [MergeReference("tags", "subject_id", when: "subject_type", is: "firm")],
            collisions: ["tags": .keepSurvivors]
        )
        try await story(server, statements, merge: merge) { test async throws in
            let tags = "SELECT GROUP_CONCAT(id, ':', subject_type, subject_id ORDER BY id) FROM tags" as Statement
            #expect(try await test.text(tags) == "1:firm1,3:user2,4:firm1,5:user3,6:firm4")
        }
    }

    /// Two trees of categories are equal when their roots are; each level collides only when the one above it is
    /// merged.
    @Test(arguments: await TestServers.all())
    func mergesTreesToAnyDepth(server: TestServer) async throws {
        let categories: Statement = """
            CREATE TABLE categories (id INT PRIMARY KEY, firm_id INT, parent_id INT, name VARCHAR(9),
              UNIQUE KEY tops (firm_id, name), UNIQUE KEY siblings (parent_id, name),
              FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE,
              FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE CASCADE)
            """
        let rows: Statement = """
            INSERT INTO categories VALUES (1, 1, NULL, 'Top'), (2, NULL, 1, 'Mid'), (3, NULL, 2, 'Low'), (4, NULL, 3, 'x'),
              (11, 2, NULL, 'top'), (12, NULL, 11, 'mid'), (13, NULL, 12, 'low'), (14, NULL, 13, 'y')
            """
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["categories": .merge])
        let firms: [Statement] = [
            "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
            "INSERT INTO firms VALUES (1, 'ABC'), (2, 'ABC')",
        ]
        try await story(server, firms + [categories, rows], merge: merge) { test async throws in
            let left = try await test.text(
                "SELECT GROUP_CONCAT(id, ':', COALESCE(parent_id, 0) ORDER BY id) FROM categories"
            )
            #expect(left == "1:0,2:1,3:2,4:3,14:3")
        }
    }
}
