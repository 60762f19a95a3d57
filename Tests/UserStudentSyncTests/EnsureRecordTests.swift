import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// The missing half of a pair is created, once, whoever requests it.
@Suite struct EnsureRecordTests {
    @Test(arguments: await TestServers.all())
    func manyCallersMakeEachStudentOnce(server: TestServer) async throws {
        try await SyncCase.with(server, connections: 32) { test in
            try await test.insertUsers(1_000)
            let created = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<64 {
                    group.addTask {
                        var random = SeededGenerator(seed: UInt64(caller))
                        var created = 0
                        // Eight callers for each of the keys.
                        let keys = (1...1_000).filter { $0 % 8 == caller % 8 }.shuffled(using: &random)
                        for key in keys where try await test.sync.ensureStudentRecord(userID: key) == .created {
                            created += 1
                        }
                        return created
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(created == 1_000)
            #expect(try await test.count("students") == 1_000)
            #expect(try await test.sync.validateConsistency().isConsistent)
        }
    }

    @Test(arguments: await TestServers.all())
    func aStudentIsMadeAndBroughtIntoStep(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(2)
            #expect(try await test.sync.ensureStudentRecord(userID: 1) == .created)
            #expect(try await test.sync.ensureStudentRecord(userID: 1) == .unchanged)
            #expect(try await test.count("students WHERE status = 'ACTIVE' AND last_active > '2026-01-01'") == 1)
            // A difference of case alone is one.
            try await test.execute("UPDATE students SET name = 'NAME 1', bio = 'mine'")
            #expect(try await test.sync.ensureStudentRecord(userID: 1) == .synchronized)
            #expect(try await test.text("SELECT CONCAT(BINARY name, ' ', bio) FROM students") == "name 1 mine")
        }
    }

    @Test(arguments: await TestServers.all())
    func aUserIsMadeThatNobodyCanLogInto(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.execute("INSERT INTO students (id, name, email, status) VALUES (5, 'eve', 'e', 'LEFT')")
            #expect(try await test.sync.ensureUserRecord(studentID: 5) == .created)
            #expect(try await test.text("SELECT CONCAT(name, email, password, role) FROM users") == "evee!STUDENT")
            try await test.execute("UPDATE students SET name = 'other'")
            #expect(try await test.sync.ensureUserRecord(studentID: 5) == .synchronized)
            #expect(try await test.text("SELECT name FROM students") == "eve")
            #expect(try await test.sync.ensureUserRecord(studentID: 5) == .unchanged)
        }
    }

    @Test(arguments: await TestServers.all()) func refusesWhatCannotBe(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(3)
            try await test.execute(
                "INSERT INTO users (id, name, email, password, role) VALUES (9, 'gus', 'g', 'x', 'TEACHER')",
                "INSERT INTO students (id, name, email, status) VALUES (9, 'gus', 'g', ''), (70, 'x', '2@example.org', '')",
                "UPDATE users SET name = REPEAT('n', 21) WHERE id = 3"
            )
            let sync = test.sync
            #expect(await test.code { _ = try await sync.ensureStudentRecord(userID: 4) } == .noSuchRow)
            #expect(await test.code { _ = try await sync.ensureUserRecord(studentID: 4) } == .noSuchRow)
            #expect(await test.code { _ = try await sync.ensureStudentRecord(userID: 9) } == .notInPair)
            #expect(await test.code { _ = try await sync.ensureUserRecord(studentID: 9) } == .notInPair)
            #expect(await test.code { _ = try await sync.ensureStudentRecord(userID: 2) } == .valueTaken)
            #expect(await test.code { _ = try await sync.ensureUserRecord(studentID: 70) } == .valueTaken)
            #expect(await test.code { _ = try await sync.ensureStudentRecord(userID: 3) } == .valueTooLong)
            #expect(await test.code { _ = try await sync.ensureStudentRecord(userID: "1 or more") } == .wrongKey)
            do { _ = try await sync.ensureStudentRecord(userID: 2) } catch {
                #expect("\(error)".contains("email") && !"\(error)".contains("@"))
            }
            #expect(try await test.count("students") == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesTablesWhoseKeysDiffer(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.execute("DROP TABLE enrollments", "ALTER TABLE students MODIFY id INT NOT NULL")
            try await test.insertUsers(1)
            #expect(await test.code { _ = try await test.sync.ensureStudentRecord(userID: 1) } == .schemaMismatch)
            #expect(await test.code { _ = try await test.sync.validateConsistency() } == .schemaMismatch)
        }
    }

    /// The student appears after the check and before the write: another program has locked its place.
    @Test(arguments: await TestServers.all())
    func aStudentThatAppearsMeanwhileIsNoError(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(1)
            let other = try await Connection.connect(test.configuration)
            try await other.run { session in
                try session.execute("BEGIN")
                try session.execute("INSERT INTO students (id, name, email, status) VALUES (1, 'late', 'l', '')")
            }
            async let outcome = test.sync.ensureStudentRecord(userID: 1)
            try await test.waitForALock()
            try await other.run { try $0.execute("COMMIT") }
            #expect(try await outcome == .synchronized)
            await other.close()
            #expect(try await test.text("SELECT name FROM students") == "name 1")
        }
    }

    /// Concurrent writes of another program to the user are awaited, as the student would otherwise get the old values.
    @Test(arguments: await TestServers.all())
    func aStudentIsMadeOfWhatIsWrittenMeanwhile(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(1)
            let outcome = try await test.during("UPDATE users SET name = 'late'") {
                try await test.sync.ensureStudentRecord(userID: 1)
            }
            #expect(outcome == .created)
            #expect(try await test.text("SELECT name FROM students") == "late")
        }
    }

    /// A session returns to the pool unchanged, so that the triggers work for its next user.
    @Test(arguments: await TestServers.all())
    func aCancelledCallLeavesTheTriggersOn(server: TestServer) async throws {
        try await SyncCase.with(server, connections: 1) { test in
            try await test.insertUsers(1)
            let other = try await Connection.connect(test.configuration)
            try await other.run { session in
                try session.execute("BEGIN")
                try session.execute("SELECT 1 FROM users WHERE id = 1 FOR UPDATE")
            }
            let waiting = Task { try await test.sync.ensureStudentRecord(userID: 1) }
            try await test.waitForALock()
            waiting.cancel()
            await #expect(throws: (any Error).self) { try await waiting.value }
            await other.close()
            let isOn: Bool? = try await test.sync.pool.with { connection in
                try await connection.run { try $0.value("SELECT @suture_sync IS NULL") }
            }
            #expect(isOn == true)
        }
    }
}

extension SyncCase {
    /// Waits until a session of this schema waits for a row that another one has locked.
    func waitForALock() async throws {
        try await Wait.until("a session waits for a row") { try await waitingSessions() > 0 }
    }

    /// Returns the number of sessions of this schema that wait for rows that others have locked.
    ///
    /// They are read from the monitor, as `information_schema.INNODB_TRX` shows an old state for as long as anybody
    /// keeps reading it.
    func waitingSessions() async throws -> Int {
        try await Connection.withSession(configuration) { session in
            let monitor = try session.firstRow("SHOW ENGINE INNODB STATUS")?.get("Status", as: [UInt8].self) ?? []
            let transactions = String(decoding: monitor, as: UTF8.self).split(separator: "\n---TRANSACTION ")
            let sessions = transactions.filter { $0.contains("\nLOCK WAIT ") }
                .compactMap { $0.firstMatch(of: #/ thread id (\d+)/#).flatMap { UInt64($0.1) } }
            return try session.neighbours().filter { sessions.contains($0.id) }.count
        }
    }
}
