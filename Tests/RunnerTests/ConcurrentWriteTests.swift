import Dispatch
import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// An application writes between two changes of a step.
@Suite struct ConcurrentWriteTests {
    /// A statement of another session, executed once, after the first chunk of a change.
    private final class Application: Sendable {
        private let test: RunnerCase
        private let change: String
        private let statement: Statement
        private let isDone = Mutex(false)

        init(_ test: RunnerCase, after change: String, _ statement: Statement) {
            self.test = test
            self.change = change
            self.statement = statement
        }

        var hasWritten: Bool { isDone.withLock { $0 } }

        /// Blocks the runner's thread, so that the write falls between two changes for certain.
        func observe(_ event: RunEvent) {
            guard case .changed(let name, _, _) = event, name == change, !hasWritten else { return }
            let written = DispatchSemaphore(value: 0)
            Task {
                try await test.execute(statement)
                isDone.withLock { $0 = true }
                written.signal()
            }
            #expect(written.wait(timeout: .now() + 20) == .success, "the application waits for a lock")
        }
    }

    /// Applies a step, with a write in between; then reverts it, and removes the application's rows.
    private func apply(
        _ server: TestServer,
        _ tables: [Statement],
        _ step: any Step,
        write: (after: String, Statement),
        forget: Statement,
        _ body: (RunnerCase) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let other = RunnerCase(
                connection: try await Connection.connect(test.configuration),
                configuration: test.configuration
            )
            let application = Application(other, after: write.after, write.1)
            let runner = try test.runner(observer: application.observe) { step }
            _ = try await runner.up()
            #expect(application.hasWritten)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            try await body(test)
            let down = try await runner.planDown(.everything)
            #expect(down.conflicts.count == 0)
            _ = try await runner.down(.everything)
            try await test.execute(forget)
            #expect(try await test.fingerprint().differences(from: start) == [])
            await other.connection.close()
        }
    }

    /// A value whose row is deleted by now exists nowhere else, so the run ends until it is free again.
    @Test(arguments: await TestServers.all())
    func aValueToFillThatIsTakenMeanwhileIsNotLost(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), code INT UNIQUE)",
                "INSERT INTO p VALUES (1, 'a', NULL), (2, 'a', 8)"
            )
            let start = try await test.fingerprint()
            let other = RunnerCase(
                connection: try await Connection.connect(test.configuration),
                configuration: test.configuration
            )
            let deleted = "delete merged duplicates of p"
            let application = Application(other, after: deleted, "INSERT INTO p VALUES (9, 'z', 8)")
            let runner = try test.runner(observer: application.observe) {
                MergeDuplicates(of: "p", by: ["name"], fields: ["code": .fillBlank])
            }
            for _ in 1...2 {
                let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
                #expect(error?.code == .collision && error?.outcome == .failed)
            }
            try await test.execute("DELETE FROM p WHERE id = 9")
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', code) FROM p") == "1:8")
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            await other.connection.close()
        }
    }

    private static let actions = ["RESTRICT", "CASCADE"]

    @Test(arguments: await TestServers.all(), actions)
    func aRowThatIsAddedToADuplicateIsMergedToo(server: TestServer, action: String) async throws {
        let courses: [Statement] = [
            """
            CREATE TABLE courses (id INT PRIMARY KEY, firm_id INT NOT NULL,
              FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE \(raw: action))
            """,
            "INSERT INTO courses VALUES (10, 1), (20, 2), (30, 3), (40, 4)",
        ]
        try await apply(
            server,
            [MergeTables.firms, MergeTables.rows] + courses,
            MergeDuplicates(of: "firms", by: ["name"], fields: ["note": .fillBlank, "score": .sum]),
            write: ("re-point courses.firm_id", "INSERT INTO courses VALUES (99, 2)"),
            forget: "DELETE FROM courses WHERE id = 99"
        ) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM courses") == "1,1,1,4,1")
            #expect(try await test.text("SELECT CONCAT_WS('|', note, score) FROM firms WHERE id = 1") == "x|6")
            let redirects = try await test.text(
                "SELECT GROUP_CONCAT(old_key, '>', survivor_key ORDER BY old_key) FROM suture_redirects"
            )
            #expect(redirects == "2>1,3>1")
        }
    }

    /// The application takes exactly the value that a row would get; both are merged in the next round.
    @Test(arguments: await TestServers.all())
    func aValueThatIsTakenMeanwhileIsMergedToo(server: TestServer) async throws {
        let branches: [Statement] = [
            """
            CREATE TABLE branches (id INT PRIMARY KEY, firm_id INT NOT NULL, code CHAR(1) NOT NULL, UNIQUE (firm_id, code),
              FOREIGN KEY (firm_id) REFERENCES firms (id))
            """,
            "INSERT INTO branches VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 2, 'b'), (4, 2, 'c'), (5, 3, 'd'), (6, 4, 'a')",
        ]
        try await apply(
            server,
            [MergeTables.firms, MergeTables.rows] + branches,
            MergeDuplicates(of: "firms", by: ["name"], collisions: ["branches": .merge]),
            write: ("delete colliding rows of branches", "INSERT INTO branches VALUES (99, 1, 'b')"),
            forget: "DELETE FROM branches WHERE id = 99"
        ) { test async throws in
            let rows = "SELECT GROUP_CONCAT(id, firm_id, code ORDER BY id) FROM branches"
            #expect(try await test.text("\(raw: rows)") == "11a,41c,51d,64a,991b")
        }
    }

    /// Payouts refer to the moving key of commissions; one more is added while they are detached.
    @Test(arguments: await TestServers.all(), ["INT", "INT NOT NULL"])
    func aRowThatIsAddedToAMovingKeyMovesToo(server: TestServer, type: String) async throws {
        let tables: [Statement] = [
            "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL)",
            "INSERT INTO firms VALUES (1, 'ABC'), (2, 'ABC'), (4, 'XYZ')",
            """
            CREATE TABLE commissions (id INT PRIMARY KEY, firm_id INT NOT NULL UNIQUE,
              FOREIGN KEY (firm_id) REFERENCES firms (id) ON DELETE CASCADE)
            """,
            "INSERT INTO commissions VALUES (20, 2), (40, 4)",
            """
            CREATE TABLE payouts (id INT PRIMARY KEY, firm_id \(raw: type),
              FOREIGN KEY (firm_id) REFERENCES commissions (firm_id) ON UPDATE CASCADE ON DELETE CASCADE)
            """,
            "INSERT INTO payouts VALUES (1, 2), (2, 2), (3, 4)",
        ]
        try await apply(
            server,
            tables,
            MergeDuplicates(of: "firms", by: ["name"], collisions: ["commissions": .merge]),
            write: (
                type == "INT" ? "detach payouts.firm_id" : "take out payouts", "INSERT INTO payouts VALUES (99, 2)"
            ),
            forget: "DELETE FROM payouts WHERE id = 99"
        ) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM payouts") == "1,1,4,1")
            #expect(try await test.text("SELECT GROUP_CONCAT(firm_id ORDER BY id) FROM commissions") == "1,4")
            #expect(try await test.count("firms") == 2)
        }
    }

    private static let students: [Statement] = [
        "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(50) NOT NULL)",
        "INSERT INTO users VALUES (1, 'ann@x'), (2, 'bob@x')",
        "CREATE TABLE students (id INT PRIMARY KEY, email VARCHAR(50) NOT NULL UNIQUE, note TEXT)",
        "INSERT INTO students VALUES (11, 'ann@x', 'a'), (12, 'bob@x', NULL)",
        """
        CREATE TABLE enrollments (id INT PRIMARY KEY, student_id INT NOT NULL,
          FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE ON UPDATE CASCADE)
        """,
        "INSERT INTO enrollments VALUES (1, 11), (2, 12)",
    ]
    private static let rekey = RekeyRows(of: "students", to: .matching("users", on: "email"))

    @Test(arguments: await TestServers.all())
    func aRowThatIsAddedToAnOldKeyFollowsIt(server: TestServer) async throws {
        try await apply(
            server,
            Self.students,
            Self.rekey,
            write: ("re-point enrollments.student_id", "INSERT INTO enrollments VALUES (99, 12)"),
            forget: "DELETE FROM enrollments WHERE id = 99"
        ) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(student_id ORDER BY id) FROM enrollments") == "1,2,2")
            #expect(try await test.text("SELECT GROUP_CONCAT(id, email ORDER BY id) FROM students") == "1ann@x,2bob@x")
        }
    }

    @Test(arguments: await TestServers.all())
    func anEditOfARowThatWasCopiedIsTakenOver(server: TestServer) async throws {
        try await apply(
            server,
            Self.students,
            Self.rekey,
            write: ("copy rows of students under their new keys", "UPDATE students SET note = 'b' WHERE id = 12"),
            forget: "UPDATE students SET note = NULL WHERE id = 12"
        ) { test async throws in
            #expect(try await test.text("SELECT GROUP_CONCAT(id, note ORDER BY id) FROM students") == "1a,2b")
        }
    }
}
