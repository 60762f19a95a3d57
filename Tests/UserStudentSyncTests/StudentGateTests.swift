import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// The requests that proceed, those that are refused, and the reasons, as used by middleware of any framework.
@Suite struct StudentGateTests {
    @Test(arguments: await TestServers.all())
    func letsStudentsAndOthersThrough(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(2)
            try await test.execute("UPDATE users SET role = 'TEACHER' WHERE id = 2")
            let gate = StudentGate(test.sync)
            #expect(try await gate.says(1) == "created")
            #expect(try await gate.says(1) == "remembered")
            #expect(try await gate.says(2) == "not a student")
            #expect(try await gate.says(2) == "remembered")
            #expect(try await StudentGate(test.sync).says(1) == "unchanged")
            #expect(try await test.text("SELECT GROUP_CONCAT(id) FROM students") == "1")

            let forgetful = StudentGate(test.sync, options: .init(memory: .zero))
            #expect(try await forgetful.says(2) == "not a student")
            try await test.execute("UPDATE users SET role = 'STUDENT' WHERE id = 2")
            #expect(try await forgetful.says(2) == "created")
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesWhoHasNoStudent(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(3)
            try await test.execute(
                "INSERT INTO students (id, name, email, status) VALUES (70, 'x', '2@example.org', '')",
                "UPDATE users SET name = REPEAT('n', 21) WHERE id = 3"
            )
            // A request that a gate lets pass while the database is unavailable does not pass now.
            let gate = StudentGate(test.sync, options: .init(whenUnavailable: .passThrough))
            for _ in 1...2 {
                #expect(try await gate.says(4) == "401 unknown-user no-such-row")
                #expect(try await gate.says(2) == "409 conflict value-taken")
                #expect(try await gate.says(3) == "409 conflict value-too-long")
                #expect(try await gate.says("x") == "500 fault wrong-key")
            }
            try await test.execute("DROP TABLE enrollments", "DROP TABLE students")
            let other = StudentGate(UserStudentSync(test.sync.pool), options: .init(whenUnavailable: .passThrough))
            #expect(try await other.says(1) == "500 fault schema-mismatch")
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesOrPassesWithoutADatabase(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(1)
            await test.sync.pool.close()
            let refusing = StudentGate(test.sync, options: .init(retryAfter: .seconds(7)))
            #expect(try await refusing.says(1) == "503 unavailable 7.0 seconds")
            let passing = StudentGate(test.sync, options: .init(whenUnavailable: .passThrough))
            for _ in 1...2 { #expect(try await passing.says(1) == "unchecked") }
        }
    }

    /// Another session holds the place of the student for as long as it likes.
    @Test(arguments: await TestServers.all())
    func waitsForTheDatabaseOnlySoLong(server: TestServer) async throws {
        try await SyncCase.with(server, connections: 1) { test in
            try await test.insertUsers(2)
            let other = try await Connection.connect(test.configuration)
            try await other.run { session in
                try session.execute("BEGIN")
                try session.execute("SELECT 1 FROM users WHERE id = 1 FOR UPDATE")
            }
            let gate = StudentGate(test.sync, options: .init(timeLimit: .milliseconds(100)))
            let start = ContinuousClock.now
            #expect(try await gate.says(1) == "503 unavailable busy 5.0 seconds")
            // The server itself waits for a lock for 50 seconds.
            #expect(ContinuousClock.now - start < .seconds(50))
            // The only connection is free again, though the lock is still held.
            let next = StudentGate(test.sync, options: .init(timeLimit: .seconds(600)))
            #expect(try await next.says(2) == "created")

            let patient = StudentGate(test.sync, options: .init(timeLimit: .seconds(600)))
            let waiting = Task { try await patient.says(1) }
            try await test.waitForALock()
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await other.run { try $0.execute("COMMIT") }
            await other.close()
            #expect(try await patient.says(1) != "remembered")
            #expect(try await test.count("students WHERE id = 1") == 1)
        }
    }
}

extension StudentGate {
    /// Returns its decision, in a few words.
    fileprivate func says(_ id: some ValueEncodable & Sendable) async throws -> String {
        switch try await admit(id) {
        case .goesOn(.ensured(let outcome)): return outcome.rawValue
        case .goesOn(.notAStudent): return "not a student"
        case .goesOn(.remembered): return "remembered"
        case .goesOn(.unchecked): return "unchecked"
        case .refused(let refusal):
            let code = (refusal.error as? PairError)?.code.rawValue
            let words = [
                "\(refusal.httpStatus)", refusal.kind.rawValue, code, refusal.retryAfter.map { "\($0)" },
            ]
            return words.compactMap(\.self).joined(separator: " ")
        }
    }
}
