import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Students take the keys of the users with the same email, and all references to them follow.
@Suite struct RekeyTests {
    private static let people: [Statement] = [
        "CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(50)) COLLATE utf8mb4_unicode_ci",
        "INSERT INTO users VALUES (1, 'ann@x'), (2, 'bob@x'), (3, 'cid@x'), (4, NULL)",
    ]
    private static let rekey = RekeyRows(of: "students", to: .matching("users", on: "email"))

    private static func students(_ columns: String = "email VARCHAR(50) NOT NULL UNIQUE") -> [Statement] {
        [
            """
            CREATE TABLE students (id INT PRIMARY KEY AUTO_INCREMENT, \(raw: columns), note TEXT,
              updated_at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP)
            COLLATE utf8mb4_unicode_ci
            """,
            "INSERT INTO students (id, email, note) VALUES (1, 'ann@x', 'a'), (12, 'BOB@x', NULL), (13, 'cid@x', 'c'), "
                + "(14, 'dan@x', '')",
        ]
    }

    private func rekey(
        _ server: TestServer,
        _ tables: [Statement],
        _ step: RekeyRows = rekey,
        _ body: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.people + tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner { step }
            let plan = try await runner.plan()
            #expect(plan.flatMap { $0.steps.flatMap(\.notes) }.allSatisfy { $0.level == .info })
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(!up.migrations.flatMap(\.changes).isEmpty)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, email ORDER BY id) FROM students")
                    == "1ann@x,2BOB@x,3cid@x,14dan@x"
            )
            try await body(test)
            let end = try await test.fingerprint()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: end) == [])
        }
    }

    /// At no point is the row or a reference missing, whatever the actions of the keys.
    @Test(
        arguments: await TestServers.all(),
        ["", "ON DELETE CASCADE ON UPDATE CASCADE", "ON DELETE RESTRICT ON UPDATE RESTRICT"]
    )
    func everythingThatRefersFollows(server: TestServer, actions: String) async throws {
        let tables: [Statement] = [
            """
            CREATE TABLE enrollments (id INT PRIMARY KEY, student_id INT NOT NULL, course INT,
              UNIQUE KEY (student_id, course), FOREIGN KEY (student_id) REFERENCES students (id) \(raw: actions))
            """,
            "INSERT INTO enrollments VALUES (1, 12, 1), (2, 12, 2), (3, 13, 1), (4, 14, 1), (5, 1, 1)",
            """
            CREATE TABLE grades (id INT PRIMARY KEY, enrollment_id INT NOT NULL,
              FOREIGN KEY (enrollment_id) REFERENCES enrollments (id) \(raw: actions))
            """,
            "INSERT INTO grades SELECT id, id FROM enrollments",
            // One row for each student, with the same key.
            """
            CREATE TABLE profiles (student_id INT PRIMARY KEY, text TEXT,
              FOREIGN KEY (student_id) REFERENCES students (id) \(raw: actions))
            """,
            "INSERT INTO profiles VALUES (12, 'x'), (14, 'y')",
            "CREATE TABLE comments (id INT PRIMARY KEY, subject_type VARCHAR(9), subject_id INT)",
            "INSERT INTO comments VALUES (1, 'student', 12), (2, 'user', 12), (3, 'student', 1)",
        ]
        let step = RekeyRows(
            of: "students",
            to: .matching("users", on: "email"),
            undeclared: [MergeReference("comments", "subject_id", when: "subject_type", is: "student")]
        )
        try await rekey(server, Self.students() + tables, step) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(student_id ORDER BY id) FROM enrollments") == "2,2,3,14,1")
            #expect(try await test.text("SELECT GROUP_CONCAT(student_id, text ORDER BY 1) FROM profiles") == "2x,14y")
            #expect(try await test.text("SELECT GROUP_CONCAT(subject_id ORDER BY id) FROM comments") == "2,12,1")
            #expect(try await test.count("grades") == 5)
            #expect(try await test.count("students WHERE updated_at > '2020-01-02'") == 0)
            let redirects = try await test.text(
                "SELECT GROUP_CONCAT(old_key, '>', survivor_key ORDER BY old_key) FROM suture_redirects WHERE table_name = 'students'"
            )
            #expect(redirects == "12>2,13>3")
        }
    }

    /// A unique column that may be NULL, a unique key of two columns, and none at all.
    @Test(
        arguments: await TestServers.all(),
        [
            "email VARCHAR(50) UNIQUE", "email VARCHAR(50) NOT NULL, UNIQUE KEY (email, id)",
            "email VARCHAR(50) NOT NULL",
        ]
    )
    func uniqueKeysHoldWhileBothRowsAreThere(server: TestServer, columns: String) async throws {
        try await rekey(server, Self.students(columns)) { _ in }
    }

    @Test(arguments: await TestServers.all())
    func referencesWithinTheTableFollow(server: TestServer) async throws {
        let tables: [Statement] = [
            """
            ALTER TABLE students ADD COLUMN mentor INT, ADD FOREIGN KEY (mentor) REFERENCES students (id) ON DELETE SET NULL
            """,
            "UPDATE students SET mentor = CASE id WHEN 1 THEN 12 WHEN 12 THEN 13 WHEN 13 THEN 13 END, updated_at = updated_at",
        ]
        try await rekey(server, Self.students() + tables) { test async throws in
            #expect(
                try await test.text("SELECT GROUP_CONCAT(id, '>', mentor ORDER BY id) FROM students") == "1>2,2>3,3>3"
            )
        }
    }

    /// A row that the application deleted under its new key is not restored under its old one unnoticed.
    @Test(arguments: await TestServers.all(), [ConflictPolicy.stop, .keep, .restore])
    func aRowThatWasDeletedSinceIsAConflict(server: TestServer, policy: ConflictPolicy) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.people + Self.students("email VARCHAR(50) NOT NULL") {
                try await test.execute(statement)
            }
            let runner = try test.runner { Self.rekey }
            _ = try await runner.up()
            try await test.execute("DELETE FROM students WHERE id = 2")
            var request = DownRequest.everything
            request.conflictPolicy = policy
            #expect(
                try await runner.planDown(request).conflicts.conflicts.map(\.text)
                    == ["students 12: survivor-deleted since, version 20260101000000"]
            )
            if policy == .stop {
                let error = await #expect(throws: SutureError.self) { _ = try await runner.down(request) }
                #expect(error?.code == .conflict)
                return
            }
            _ = try await runner.down(request)
            let back = try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM students")
            #expect(back == (policy == .keep ? "1,13,14" : "1,12,13,14"))
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesBeforeTheFirstWrite(server: TestServer) async throws {
        let enrollments: Statement = "CREATE TABLE enrollments (id INT PRIMARY KEY, student_id INT NOT NULL)"
        let named = MergeReference("enrollments", "student_id")
        let cases: [(tables: [Statement], undeclared: [MergeReference], code: SutureError.Code, text: String)] = [
            (
                ["UPDATE students SET id = 2 WHERE id = 14"], [], .keyNotFree,
                "1 row of students ought to have the key of another"
            ),
            (["INSERT INTO users VALUES (9, 'bob@x')"], [], .keyNotFree, "several equals"),
            (
                ["ALTER TABLE students DROP INDEX email", "UPDATE students SET email = 'bob@x' WHERE id = 13"], [],
                .keyNotFree,
                "wanted by several"
            ),
            ([enrollments], [], .undeclaredReference, "enrollments.student_id looks like a reference"),
            (
                [enrollments, "INSERT INTO enrollments VALUES (1, 3)"], [named], .keyNotFree,
                "1 row of enrollments refers by enrollments.student_id to keys that no row"
            ),
            (
                [
                    "CREATE TABLE cards (id INT PRIMARY KEY, email VARCHAR(50), FOREIGN KEY (email) REFERENCES students (email)) "
                        + "COLLATE utf8mb4_unicode_ci",
                    "INSERT INTO cards VALUES (1, 'bob@x')",
                ], [], .dependentRows, "1 row of cards refers by cards.email"
            ),
            (["ALTER TABLE students MODIFY id BIGINT"], [], .invalidMigration, "they differ in type"),
            (["ALTER TABLE users DROP COLUMN email"], [], SutureError.Code(rawValue: "column-missing"), "email"),
        ]
        for each in cases {
            try await RunnerCase.with(server) { test async throws in
                for statement in Self.people + Self.students() + each.tables { try await test.execute(statement) }
                let start = try await test.fingerprint()
                let runner = try test.runner {
                    RekeyRows(of: "students", to: .matching("users", on: "email"), undeclared: each.undeclared)
                }
                let error = await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
                #expect(error?.code == each.code, "\(error?.message ?? "")")
                #expect(error?.message.contains(each.text) == true, "\(error?.message ?? "")")
                #expect(error?.outcome == .refused)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }
}
