import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges of tables that refer to one another in a cycle.
@Suite struct CycleTests {
    private func story(
        _ server: TestServer,
        _ statements: [Statement],
        _ merge: MergeDuplicates,
        after: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute("SET foreign_key_checks = 0")
            for statement in statements { try await test.execute(statement) }
            try await test.execute("SET foreign_key_checks = 1")
            let start = try await test.fingerprint()
            let runner = try test.runner { merge }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            try await after(test)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            let end = try await test.fingerprint()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: end) == [])
        }
    }

    private func refusal(
        _ server: TestServer,
        _ statements: [Statement],
        _ merge: MergeDuplicates
    ) async throws -> SutureError? {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute("SET foreign_key_checks = 0")
            for statement in statements { try await test.execute(statement) }
            try await test.execute("SET foreign_key_checks = 1")
            let start = try await test.fingerprint()
            let runner = try test.runner { merge }
            let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
            return error
        }
    }

    private static let firms: [Statement] = [
        """
        CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), owner_id INT NULL,
          FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE)
        """,
        "INSERT INTO firms VALUES (1, 'A', 10), (2, 'A', 20), (3, 'C', 20), (4, 'D', 40), (5, 'D', NULL)",
    ]

    private static func owners(_ column: String = "firm_id INT NULL") -> [Statement] {
        [
            """
            CREATE TABLE owners (id INT PRIMARY KEY, \(raw: column), name VARCHAR(9), UNIQUE KEY names (firm_id, name),
              FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE)
            """,
            "INSERT INTO owners VALUES (10, 1, 'x'), (20, 2, 'x'), (30, 2, 'y'), (40, 3, 'x')",
        ]
    }

    /// A firm has an owner, and the owner belongs to a firm.
    @Test(arguments: await TestServers.all(), [CollisionPolicy.merge, .fail])
    func mergesTwoTablesThatReferToEachOther(server: TestServer, policy: CollisionPolicy) async throws {
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["owners": policy])
        let firms = "SELECT GROUP_CONCAT(id, ':', COALESCE(owner_id, '-') ORDER BY id) FROM firms" as Statement
        let owners = "SELECT GROUP_CONCAT(id, ':', COALESCE(firm_id, '-') ORDER BY id) FROM owners" as Statement
        if case .merge = policy {
            try await story(server, Self.firms + Self.owners(), merge) { test async throws in
                #expect(try await test.text(firms) == "1:10,3:10,4:40")
                #expect(try await test.text(owners) == "10:1,30:1,40:3")
            }
        } else {
            let apart: [Statement] = Self.firms + Self.owners() + ["DELETE FROM owners WHERE id = 10"]
            try await story(server, apart, merge) { test async throws in
                #expect(try await test.text(owners) == "20:1,30:1,40:3")
            }
        }
    }

    /// The owner is not nullable, so its duplicate has to be deleted before it is re-pointed; the firm is detached from
    /// it.
    @Test(arguments: await TestServers.all())
    func ordersWritesByWhatTakesNoNull(server: TestServer) async throws {
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["owners": .merge])
        try await story(server, Self.firms + Self.owners("firm_id INT NOT NULL"), merge) { test async throws in
            let owners = "SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM owners" as Statement
            #expect(try await test.text(owners) == "10:1,30:1,40:3")
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', owner_id ORDER BY id) FROM firms") == "1:10,3:10,4:40"
            )
        }
    }

    /// Each merge of boxes makes lids equal, which makes boxes equal: five rounds before nothing changes.
    @Test(arguments: await TestServers.all())
    func followsACycleUntilNothingGrows(server: TestServer) async throws {
        let statements: [Statement] = [
            "CREATE TABLE makers (id INT PRIMARY KEY, name VARCHAR(9))",
            "INSERT INTO makers VALUES (1, 'A'), (2, 'A'), (3, 'B')",
            """
            CREATE TABLE boxes (id INT PRIMARY KEY, maker_id INT NOT NULL, lid_id INT NULL, UNIQUE (maker_id, lid_id),
              FOREIGN KEY (maker_id) REFERENCES makers (id), FOREIGN KEY (lid_id) REFERENCES lids (id) ON DELETE SET NULL)
            """,
            """
            CREATE TABLE lids (id INT PRIMARY KEY, box_id INT NULL UNIQUE, note VARCHAR(9),
              FOREIGN KEY (box_id) REFERENCES boxes (id) ON DELETE CASCADE)
            """,
            "INSERT INTO lids VALUES (90, NULL, 'top'), (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (4, 4, 'd'), (5, 5, 'e'), (6, 6, 'f')",
            "INSERT INTO boxes VALUES (1, 1, 90), (2, 2, 90), (3, 1, 1), (4, 1, 2), (5, 3, 3), (6, 3, 4), (7, 3, 90)",
        ]
        let merge = MergeDuplicates(of: "makers", by: ["name"], collisions: ["boxes": .merge, "lids": .merge])
        try await story(server, statements, merge) { test async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', lid_id ORDER BY id) FROM boxes")
                    == "1:90,3:1,5:3,7:90"
            )
            let lids = "SELECT GROUP_CONCAT(id, ':', COALESCE(box_id, '-') ORDER BY id) FROM lids" as Statement
            #expect(try await test.text(lids) == "1:1,3:3,5:5,90:-")
        }
    }

    /// A reference by another key than the primary one, within a cycle and to the table itself.
    @Test(arguments: await TestServers.all())
    func followsOtherKeysInACycle(server: TestServer) async throws {
        let statements: [Statement] = [
            """
            CREATE TABLE firms (id INT PRIMARY KEY, code CHAR(2) UNIQUE, name VARCHAR(9), owner CHAR(2) NULL, parent CHAR(2) NULL,
              UNIQUE KEY names (parent, name), FOREIGN KEY (owner) REFERENCES owners (code),
              FOREIGN KEY (parent) REFERENCES firms (code))
            """,
            "INSERT INTO firms VALUES (1, 'a', 'A', 'x', NULL), (2, 'b', 'A', 'y', 'a'), (3, 'c', 'C', 'y', 'b')",
            """
            CREATE TABLE owners (id INT PRIMARY KEY, code CHAR(2) NOT NULL UNIQUE, firm CHAR(2) NULL, part INT, above CHAR(2) NULL,
              UNIQUE KEY parts (firm, part), UNIQUE KEY tops (above, part), FOREIGN KEY (firm) REFERENCES firms (code),
              FOREIGN KEY (above) REFERENCES owners (code))
            """,
            "INSERT INTO owners VALUES (1, 'x', 'a', 1, NULL), (2, 'y', 'b', 1, 'x'), (3, 'z', 'c', 2, 'y'), (4, 'u', 'c', 1, NULL)",
        ]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["owners": .merge])
        try await story(server, statements, merge) { test async throws in
            let firms = "SELECT GROUP_CONCAT(id, ':', owner, COALESCE(parent, '-') ORDER BY id) FROM firms" as Statement
            #expect(try await test.text(firms) == "1:x-,3:xa")
        }
    }

    /// No column of the cycle is nullable: that works only without a unique key in conflict.
    @Test(arguments: await TestServers.all())
    func refusesACycleWithoutAnOrderOfWrites(server: TestServer) async throws {
        let firms = { (key: String) -> [Statement] in
            [
                """
                CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9), owner_id INT NOT NULL \(raw: key),
                  FOREIGN KEY (owner_id) REFERENCES owners (id))
                """,
                "INSERT INTO firms VALUES (1, 'A', 10), (2, 'A', 20), (3, 'C', 20)",
            ]
        }
        let owners: [Statement] = Self.owners("firm_id INT NOT NULL") + ["DELETE FROM owners WHERE id = 40"]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["owners": .merge])
        try await story(server, firms("") + owners, merge) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', owner_id ORDER BY id) FROM firms") == "1:10,3:10")
        }
        let error = try await refusal(server, firms(", UNIQUE KEY owned (owner_id, name)") + owners, merge)
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("firms.owner_id leads back to firms, and cannot be NULL meanwhile") == true)
    }

    /// The same for references of a table to itself, which used to fail in the middle.
    @Test(arguments: await TestServers.all())
    func refusesRowsThatWouldCollideBeforeTheyAreDeleted(server: TestServer) async throws {
        let places = { (rows: String) -> [Statement] in
            [
                """
                CREATE TABLE places (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, parent_id INT NOT NULL,
                  UNIQUE KEY names (parent_id, name), FOREIGN KEY (parent_id) REFERENCES places (id))
                """,
                "INSERT INTO places VALUES (1, 'top', 1), (2, 'top', 2), \(raw: rows)",
            ]
        }
        let merge = MergeDuplicates(of: "places", by: ["name"])
        let error = try await refusal(server, places("(3, 'a', 1), (4, 'a', 2)"), merge)
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("unique key names") == true)
        // Nothing collides: both parents are other rows.
        let apart: [Statement] = [
            "CREATE TABLE kinds (id INT PRIMARY KEY, name VARCHAR(20), above INT NOT NULL, FOREIGN KEY (above) REFERENCES kinds (id))",
            "INSERT INTO kinds VALUES (1, 'top', 1), (2, 'a', 1), (3, 'a', 2), (4, 'b', 3)",
        ]
        try await story(server, apart, MergeDuplicates(of: "kinds", by: ["name"])) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', above ORDER BY id) FROM kinds") == "1:1,2:1,4:2")
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAKeyThatMovesInACycle(server: TestServer) async throws {
        let statements: [Statement] =
            Self.firms + Self.owners()
            + [
                "DELETE FROM owners WHERE id = 30", "ALTER TABLE owners ADD UNIQUE KEY of_firm (firm_id)",
                "CREATE TABLE deals (id INT PRIMARY KEY, firm INT, FOREIGN KEY (firm) REFERENCES owners (firm_id))",
            ]
        let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["owners": .merge])
        let error = try await refusal(server, statements, merge)
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("refer to firm_id of owners, which changes") == true)
    }
}
