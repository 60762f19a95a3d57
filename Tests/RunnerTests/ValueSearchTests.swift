import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// References that neither a foreign key nor a name indicates are found by the keys in their columns.
@Suite struct ValueSearchTests {
    /// Returns the notes on undeclared references of a merge of `users` by `name`, as level and place.
    private func found(
        _ test: RunnerCase,
        of table: String = "users",
        ignoring: [MergeReference] = []
    ) async throws -> [String] {
        let runner = try test.runner { MergeDuplicates(of: table, by: ["name"], ignoring: ignoring) }
        let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
            .filter { $0.code == .undeclaredReference }
        return notes.map { "\($0.level) \($0.text)" }.sorted()
    }

    private static let users: [Statement] = [
        "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        """
        INSERT INTO users WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
        SELECT i, IF(i < 3, 'same', CONCAT('u', i)) FROM n
        """,
    ]

    @Test(arguments: await TestServers.all())
    func findsColumnsOfNumbers(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute(
                """
                CREATE TABLE posts (id INT PRIMARY KEY, author INT, changedBy INT, relatedId BIGINT, parentId INT, quantity INT,
                  course_id INT, editor_text VARCHAR(20), code VARCHAR(9))
                """,
                "CREATE TABLE courses (id INT PRIMARY KEY)",
                "INSERT INTO posts SELECT id + 1000, id, id, id, id + 2000, id, id, id, CONCAT('c', id) FROM users"
            )
            let notes = try await found(test)
            for column in ["changedBy", "relatedId", "author", "editor_text"] {
                #expect(
                    notes.contains { $0.hasPrefix("warning posts.\(column) may refer to users (all of 40") },
                    "\(notes)"
                )
            }
            #expect(notes.count == 4, "\(notes)")
            // Between 1 and 40,000 nothing finds forty keys by chance.
            try await test.execute(
                "UPDATE users SET id = id * 1000 ORDER BY id DESC",
                "UPDATE posts SET author = author * 1000, changedBy = author, relatedId = author, editor_text = author"
            )
            let sparse = try await found(test)
            #expect(sparse.count == 4 && sparse.allSatisfy { $0.hasPrefix("blocker posts.") }, "\(sparse)")
            // Another table has all of the values as keys too, so the columns may as well refer to that one.
            try await test.execute("INSERT INTO courses SELECT id FROM users")
            let open = try await found(test)
            #expect(open.count == 4 && open.allSatisfy { $0.hasPrefix("warning") }, "\(open)")
            try await test.execute("DELETE FROM courses")
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "users", by: ["name"]) }
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .undeclaredReference)
            #expect(try await test.fingerprint().differences(from: start) == [])
            let ignored = ["changedBy", "relatedId", "author", "editor_text"].map { MergeReference("posts", $0) }
            #expect(try await found(test, ignoring: ignored) == [])
        }
    }

    /// A column called parent in the table itself makes a tree of it.
    @Test(arguments: await TestServers.all())
    func findsTheParentOfATree(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute("ALTER TABLE users ADD parentId INT", "UPDATE users SET parentId = 2 WHERE id > 2")
            let notes = try await found(test)
            #expect(notes.count == 1 && notes[0].hasPrefix("blocker users.parentId may refer to users"), "\(notes)")
        }
    }

    /// A column beside one that names the kind refers to the table only in the rows of that kind.
    @Test(arguments: await TestServers.all(), [("User", 1), ("course", 0)])
    func asksForTheKind(server: TestServer, given: (kind: String, count: Int)) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE log (id INT PRIMARY KEY, subject_type VARCHAR(20), subject_id INT)",
                "INSERT INTO log SELECT id + 1000, \(given.kind), id FROM users"
            )
            let notes = try await found(test)
            #expect(
                notes.count == given.count && notes.allSatisfy { $0.hasPrefix("warning log.subject_id") },
                "\(notes)"
            )
        }
    }

    /// Where keys are sparse, numbers are not found among them by chance.
    @Test(arguments: await TestServers.all())
    func findsNumbersByTheirChance(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute(
                "UPDATE users SET id = id * 1000 + 7",
                "CREATE TABLE facts (id INT PRIMARY KEY, subject INT)",
                "INSERT INTO facts SELECT id DIV 1000, id FROM users"
            )
            let notes = try await found(test)
            #expect(notes.count == 1 && notes[0].hasPrefix("warning facts.subject may refer to users"), "\(notes)")
        }
    }

    @Test(arguments: await TestServers.all(), ["CHAR(36)", "BINARY(16)"])
    func aWideKeyIsProof(server: TestServer, type: String) async throws {
        try await RunnerCase.with(server) { test in
            let isText = type.hasPrefix("CHAR")
            let key = { (number: Int) -> Statement in
                let text = "123e4567-e89b-12d3-a456-42665544000\(number)"
                return isText ? "'\(raw: text)'" : "UNHEX(REPLACE('\(raw: text)', '-', ''))"
            }
            try await test.execute(
                "CREATE TABLE users (id \(raw: type) PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO users VALUES (\(key(1)), 'same'), (\(key(2)), 'same'), (\(key(3)), 'other')",
                "CREATE TABLE facts (id INT PRIMARY KEY, about \(raw: type), KEY (about))",
                "INSERT INTO facts VALUES (1, \(key(2))), (2, \(key(9)))",
                "CREATE TABLE others (id INT PRIMARY KEY, about \(raw: type))",
                "INSERT INTO others VALUES (1, \(key(3)))",
                "CREATE TABLE events (id INT PRIMARY KEY, doc JSON)",
                "INSERT INTO events VALUES (1, JSON_OBJECT('who', '123E4567-E89B-12D3-A456-426655440002')), (2, '{}')"
            )
            let notes = try await found(test)
            #expect(
                notes.contains { $0.hasPrefix("blocker 1 row of facts has in facts.about a key of users that goes") }
            )
            let inside = notes.contains {
                $0.hasPrefix("blocker 1 text of a sample of events.doc contains a key of users")
            }
            #expect(inside == isText)
            #expect(notes.count == (isText ? 2 : 1), "\(notes)")
        }
    }

    @Test(arguments: await TestServers.all())
    func findsListsOfKeys(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE mails (id INT PRIMARY KEY, user_ids VARCHAR(99), seen TEXT, sizes VARCHAR(99), words TEXT)",
                "INSERT INTO mails VALUES (1, '2,3', '[2, 7]', '2;99', '2, two'), (2, '17', '40', '1', ''), (3, NULL, '', '', '')"
            )
            let notes = try await found(test)
            #expect(notes.count == 2, "\(notes)")
            #expect(notes.contains { $0.hasPrefix("blocker mails.user_ids may hold lists of keys of users") })
            #expect(notes.contains { $0.hasPrefix("warning mails.seen may hold lists of keys of users") })
            #expect(try await found(test, ignoring: [MergeReference("mails", "user_ids")]).count == 1)
        }
    }

    /// Plurals that are not formed with an s, and a double letter before the ending.
    @Test(
        arguments: await TestServers.all(),
        [("quizzes", "quiz_id"), ("people", "person_id"), ("children", "childId")]
    )
    func knowsThePlural(server: TestServer, name: (String, String)) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE \(raw: name.0) (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO \(raw: name.0) VALUES (1, 'a'), (2, 'a')",
                "CREATE TABLE questions (id INT PRIMARY KEY, \(raw: name.1) INT)",
                "INSERT INTO questions VALUES (1, 2)"
            )
            let notes = try await found(test, of: name.0)
            #expect(notes.count == 1 && notes[0].contains("questions.\(name.1) looks like a reference"), "\(notes)")
        }
    }

    /// Later writes of the application with a retired key are found by `verify` and `check`.
    @Test(arguments: await TestServers.all(), ["CHAR(36)", "BINARY(16)", "BIGINT UNSIGNED"])
    func aRetiredKeyIsFoundLater(server: TestServer, type: String) async throws {
        try await RunnerCase.with(server) { test in
            let keys: [Statement] =
                switch type {
                case "CHAR(36)": ["UUID()", "UUID()"]
                case "BINARY(16)": ["UNHEX(REPLACE(UUID(), '-', ''))", "UNHEX(REPLACE(UUID(), '-', ''))"]
                default: ["7000000000000000001", "7000000000000000002"]
                }
            try await test.execute(
                "CREATE TABLE users (id \(raw: type) PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO users VALUES (\(keys[0]), 'same'), (\(keys[1]), 'same')",
                "CREATE TABLE olds AS SELECT id FROM users",
                "CREATE TABLE facts (id INT PRIMARY KEY, about \(raw: type), doc JSON)"
            )
            let runner = try test.runner {
                MergeDuplicates(of: "users", by: ["name"], ignoring: [MergeReference("olds", "id")])
            }
            _ = try await runner.up()
            #expect(try await runner.verify().flatMap(\.findings) == [])
            try await test.execute(
                "INSERT INTO facts SELECT 1, id, NULL FROM olds WHERE id NOT IN (SELECT id FROM users)"
            )
            var found = try await runner.verify().flatMap(\.findings)
            #expect(found.map(\.check) == ["retired-keys"] && found.map(\.rows) == [1])
            guard type == "CHAR(36)" else { return }
            try await test.execute("UPDATE facts SET doc = JSON_ARRAY(about), about = NULL")
            found = try await runner.verify().flatMap(\.findings)
            #expect(found.map(\.check) == ["retired-keys"] && found.map(\.rows) == [1])
        }
    }

    /// The tree shows such columns with the evidence of their values.
    @Test(arguments: await TestServers.all())
    func theTreeShowsThem(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            for statement in Self.users { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE posts (id INT PRIMARY KEY, changedBy INT, quantity INT)",
                "INSERT INTO posts SELECT id, id, id FROM users"
            )
            let tree = try await test.connection.run { try ReferenceTree.read(of: "users", in: $0) }
            let found = tree.references.map { "\($0.kind) \($0.columns) \($0.evidence?.text ?? "")" }
            #expect(found == ["values [\"changedBy\"] all of 40 values found"])
        }
    }

    /// A key that changes dangles as one that goes does.
    @Test(arguments: await TestServers.all())
    func findsColumnsOfKeysThatChange(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE users (id CHAR(36) PRIMARY KEY, email VARCHAR(50))",
                "CREATE TABLE students (id CHAR(36) PRIMARY KEY, email VARCHAR(50))",
                "CREATE TABLE letters (id INT PRIMARY KEY, who VARCHAR(40))",
                "INSERT INTO users VALUES (UUID(), 'ann@x'), (UUID(), 'bob@x')",
                "INSERT INTO students VALUES (UUID(), 'ann@x'), (UUID(), 'bob@x')",
                "INSERT INTO letters SELECT 7, id FROM students WHERE email = 'ann@x'"
            )
            let start = try await test.fingerprint()
            func runner(_ ignored: [MergeReference]) throws -> MigrationRunner {
                try test.runner {
                    RekeyRows(of: "students", to: .matching("users", on: "email"), ignoring: ignored)
                }
            }
            let notes = try await runner([]).plan().flatMap { $0.steps.flatMap(\.notes) }
            #expect(notes.map(\.code) == [.undeclaredReference])
            #expect(
                notes.first?.text.hasPrefix("1 row of letters has in letters.who a key of students") == true,
                "\(notes)"
            )
            let error = await #expect(throws: SutureError.self) { _ = try await runner([]).up() }
            #expect(error?.code == .undeclaredReference)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner([MergeReference("letters", "who")]).up()
        }
    }
}
