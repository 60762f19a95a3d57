import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// A merge re-points a column to which other rows refer: commissions of a firm, and the payouts that refer to them by
/// the firm.
@Suite struct MovedKeyTests {
    private static let firms: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
        "INSERT INTO firms VALUES (1, 'ABC'), (2, 'ABC'), (3, 'ABC'), (4, 'XYZ'), (5, 'XYZ'), (6, 'Solo')",
    ]
    private static let actions = [
        "ON UPDATE RESTRICT ON DELETE RESTRICT", "ON UPDATE CASCADE ON DELETE CASCADE",
        "ON UPDATE NO ACTION ON DELETE NO ACTION",
    ]

    /// Merges the firms; returns what the query gives after `up`.
    private func merge(
        _ server: TestServer,
        _ statements: [Statement],
        _ merge: MergeDuplicates,
        _ query: Statement
    ) async throws -> String? {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.firms + statements { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner { merge }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(try await test.count("firms") == 3)
            let text = try await test.text(query)
            let end = try await test.fingerprint()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: end) == [])
            return text
        }
    }

    private static func commissions(_ actions: String) -> [Statement] {
        [
            """
            CREATE TABLE commissions (id INT PRIMARY KEY, firm_id INT NOT NULL UNIQUE, rate INT NOT NULL,
              FOREIGN KEY (firm_id) REFERENCES firms (id) \(raw: actions))
            """,
            // ABC: the survivor has none, its two duplicates have one each; XYZ: both have one.
            "INSERT INTO commissions VALUES (20, 2, 5), (30, 3, 6), (40, 4, 7), (50, 5, 8), (60, 6, 9)",
        ]
    }

    /// The column may be NULL meanwhile.
    @Test(arguments: await TestServers.all(), actions)
    func movesAKeyWhoseFollowersMayBeNull(server: TestServer, actions: String) async throws {
        try await movePayouts(server, actions, "firm_id INT", "(6, NULL, NULL)")
    }

    /// The rows are deleted and restored.
    @Test(arguments: await TestServers.all(), actions)
    func movesAKeyWhoseFollowersMayNotBeNull(server: TestServer, actions: String) async throws {
        try await movePayouts(server, actions, "firm_id INT NOT NULL", "(6, 6, 'f')")
    }

    /// The column belongs to two references: to the commission and to the firm.
    @Test(arguments: await TestServers.all(), actions)
    func movesAColumnThatBelongsToTwoReferences(server: TestServer, actions: String) async throws {
        let columns = "firm_id INT, FOREIGN KEY (firm_id) REFERENCES firms (id) \(actions)"
        try await movePayouts(server, actions, columns, "(6, NULL, NULL)")
    }

    private func movePayouts(_ server: TestServer, _ actions: String, _ columns: String, _ last: String) async throws {
        let payouts: [Statement] = [
            """
            CREATE TABLE payouts (id INT PRIMARY KEY, note VARCHAR(9), \(raw: columns),
              FOREIGN KEY (firm_id) REFERENCES commissions (firm_id) \(raw: actions))
            """,
            """
            INSERT INTO payouts (id, firm_id, note)
            VALUES (1, 2, 'a'), (2, 3, NULL), (3, 4, ''), (4, 5, 'd'), (5, 6, 'e'), \(raw: last)
            """,
        ]
        let text = try await merge(
            server,
            Self.commissions(actions) + payouts,
            MergeDuplicates(of: "firms", by: ["name"], collisions: ["commissions": .merge]),
            "SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM payouts WHERE id < 6"
        )
        #expect(text == "1:1,2:1,3:4,4:4,5:6")
    }

    /// Courses include the firm in the key to which bookings refer, as in schemas with many tenants.
    @Test(arguments: await TestServers.all())
    func movesACompositeKeyOfATenant(server: TestServer) async throws {
        let tables: [Statement] = [
            """
            CREATE TABLE courses (id INT PRIMARY KEY, firm_id INT NOT NULL, title VARCHAR(9) NOT NULL,
              UNIQUE KEY (firm_id, id), UNIQUE KEY titles (firm_id, title), FOREIGN KEY (firm_id) REFERENCES firms (id))
            """,
            """
            CREATE TABLE bookings (id INT PRIMARY KEY, firm_id INT NOT NULL, course_id INT NOT NULL,
              FOREIGN KEY (firm_id, course_id) REFERENCES courses (firm_id, id),
              FOREIGN KEY (firm_id) REFERENCES firms (id))
            """,
            "INSERT INTO courses VALUES (10, 1, 'A'), (20, 2, 'a'), (21, 2, 'B'), (30, 3, 'b'), (60, 6, 'A')",
            "INSERT INTO bookings VALUES (1, 1, 10), (2, 2, 20), (3, 2, 21), (4, 3, 30), (5, 6, 60)",
        ]
        let text = try await merge(
            server,
            tables,
            MergeDuplicates(of: "firms", by: ["name"], collisions: ["courses": .merge]),
            "SELECT GROUP_CONCAT(id, ':', firm_id, '/', course_id ORDER BY id) FROM bookings"
        )
        #expect(text == "1:1/10,2:1/10,3:1/21,4:1/21,5:6/60")
    }

    /// A row that has to be deleted, and to which others refer, is reported before anything changes.
    @Test(arguments: await TestServers.all())
    func refusesToTakeOutRowsThatAreReferredTo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.firms + Self.commissions("") { try await test.execute(statement) }
            try await test.execute(
                """
                CREATE TABLE payouts (id INT PRIMARY KEY, firm_id INT NOT NULL,
                  FOREIGN KEY (firm_id) REFERENCES commissions (firm_id))
                """,
                "CREATE TABLE receipts (id INT PRIMARY KEY, payout_id INT, FOREIGN KEY (payout_id) REFERENCES payouts (id))",
                "INSERT INTO payouts VALUES (1, 2)",
                "INSERT INTO receipts VALUES (1, 1)"
            )
            let start = try await test.fingerprint()
            let merge = MergeDuplicates(of: "firms", by: ["name"], collisions: ["commissions": .merge])
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await test.runner { merge }.up()
            }
            #expect(error?.code == .dependentRows)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A payout that was added since refers to a key which the rollback would remove.
    @Test(arguments: await TestServers.all(), actions)
    func refusesToTakeAKeyBackThatNewRowsReferTo(server: TestServer, actions: String) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.firms + Self.commissions(actions) { try await test.execute(statement) }
            try await test.execute(
                """
                CREATE TABLE payouts (id INT PRIMARY KEY, firm_id INT,
                  FOREIGN KEY (firm_id) REFERENCES commissions (firm_id) \(raw: actions))
                """,
                "INSERT INTO payouts VALUES (1, 2)"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], collisions: ["commissions": .merge])
            }
            _ = try await runner.up()
            try await test.execute("INSERT INTO payouts VALUES (2, 1)")
            let start = try await test.fingerprint()
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await runner.down(.everything)
            }
            #expect(error?.code == .conflict)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
            try await test.execute("DELETE FROM payouts WHERE id = 2")
            _ = try await runner.down(.everything)
            #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', firm_id) FROM payouts") == "1:2")
        }
    }

    /// Rows of the merged table refer to each other by a column that is itself a key to which others refer.
    @Test(arguments: await TestServers.all())
    func refusesAReferenceOfATableToItselfThatIsAKey(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                """
                CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, owner_id INT UNIQUE,
                  FOREIGN KEY (owner_id) REFERENCES firms (id))
                """,
                "CREATE TABLE shares (id INT PRIMARY KEY, owner_id INT, FOREIGN KEY (owner_id) REFERENCES firms (owner_id))",
                "INSERT INTO firms VALUES (1, 'ABC', NULL), (2, 'ABC', NULL), (3, 'Solo', 2)",
                "INSERT INTO shares VALUES (1, 2)"
            )
            let start = try await test.fingerprint()
            let merge = MergeDuplicates(of: "firms", by: ["name"], ignoring: [MergeReference("shares", "owner_id")])
            let error = await #expect(throws: SutureError.self) { () async throws in
                _ = try await test.runner { merge }.up()
            }
            #expect(error?.code == .unsupported)
            #expect(error?.outcome == .refused)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// A row that was deleted, restored, and deleted by the application is not restored again.
    @Test(arguments: await TestServers.all())
    func tellsARowThatWasPutBackAndDeletedSince(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.firms + Self.commissions("") { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE payouts (id INT PRIMARY KEY, firm_id INT NOT NULL, "
                    + "FOREIGN KEY (firm_id) REFERENCES commissions (firm_id))",
                "INSERT INTO payouts VALUES (1, 2), (2, 3), (3, 6)"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "firms", by: ["name"], collisions: ["commissions": .merge])
            }
            _ = try await runner.up()
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM payouts") == "1:1,2:1,3:6"
            )
            try await test.execute("DELETE FROM payouts WHERE id = 1")
            let edited = try await test.fingerprint()
            for policy in [ConflictPolicy.stop, .restore] {
                var request = DownRequest.everything
                request.conflictPolicy = policy
                let down = request
                let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.down(down)
                }
                #expect(error?.code == .conflict)
                #expect(error?.details == ["payouts 1: deleted since, version 20260101000000"])
                #expect(try await test.fingerprint().differences(from: edited) == [])
            }
            var keep = DownRequest.everything
            keep.conflictPolicy = .keep
            _ = try await runner.down(keep)
            #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', firm_id ORDER BY id) FROM payouts") == "2:3,3:6")
            #expect(try await test.count("firms") == 6)
        }
    }
}
