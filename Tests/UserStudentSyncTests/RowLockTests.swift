import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// Concurrent writes of another program to one of the two rows are awaited, as a call would otherwise use old values.
@Suite struct RowLockTests {
    /// A user that becomes a teacher has no student that could follow it.
    @Test(arguments: await TestServers.all())
    func aProfileIsNotChangedOfWhoLeavesThePair(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(1)
            let code = try await test.during("UPDATE users SET role = 'TEACHER'") {
                await test.code { _ = try await test.sync.updateProfile(userID: 1, ["name": "new".value]) }
            }
            #expect(code == .notInPair)
            #expect(try await test.text("SELECT name FROM users") == "name 1")
            #expect(try await test.count("students") == 0)
        }
    }

    /// The account of a teacher is not deleted as that of a student.
    @Test(arguments: await TestServers.all())
    func anAccountIsNotDeletedOfWhoLeavesThePair(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertPair()
            let code = try await test.during("UPDATE users SET role = 'TEACHER'") {
                await test.code { try await test.sync.deleteAccount(userID: 1) }
            }
            #expect(code == .notInPair)
            #expect(try await test.count("users") == 1)
            #expect(try await test.count("students") == 1)
        }
    }

    /// A writer of a reference to a student that is being deleted has to wait, so that the deletion can continue.
    @Test(arguments: await TestServers.all())
    func nobodyRefersToAnAccountThatIsBeingDeleted(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertPair()
            try await test.execute("INSERT INTO notes (student) VALUES (1)")
            // The enrolments are deleted when the deletion comes to the note; then another one is to be made.
            let report = try await test.during("UPDATE notes SET id = id + 1") {
                try await test.sync.deleteAccount(userID: 1, references: .delete)
            } meanwhile: {
                let refusal = await #expect(throws: MySQLError.self) {
                    try await test.execute(
                        "SET SESSION innodb_lock_wait_timeout = 1",
                        "INSERT INTO enrollments (student_id) VALUES (1)"
                    )
                }
                #expect(refusal?.code == .lockWaitTimeout)
            }
            #expect(report.wasThere && report.referringRows == ["notes": 1])
            #expect(try await test.count("students") == 0)
            #expect(try await test.count("enrollments") == 0)
        }
    }

    /// A student does not get the name of a teacher with its key.
    @Test(arguments: await TestServers.all())
    func aStudentDoesNotFollowWhoLeavesThePair(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertPair()
            try await test.execute("UPDATE students SET name = 'own'")
            let code = try await test.during("UPDATE users SET role = 'TEACHER', name = 'late'") {
                await test.code { _ = try await test.sync.ensureUserRecord(studentID: 1) }
            }
            #expect(code == .notInPair)
            #expect(try await test.text("SELECT name FROM students") == "own")
        }
    }

    @Test(arguments: await TestServers.all())
    func aUserIsMadeOfWhatIsWrittenMeanwhile(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.execute("INSERT INTO students (id, name, email, status) VALUES (5, 'eve', 'e', 'LEFT')")
            let outcome = try await test.during("UPDATE students SET name = 'late'") {
                try await test.sync.ensureUserRecord(studentID: 5)
            }
            #expect(outcome == .created)
            #expect(try await test.text("SELECT name FROM users") == "late")
        }
    }
}

extension SyncCase {
    /// Creates a user and its student, with the key 1.
    fileprivate func insertPair() async throws {
        try await insertUsers(1)
        _ = try await sync.ensureStudentRecord(userID: 1)
    }

    /// Makes a call while another program has an open transaction, which is committed when the call waits for it, or
    /// has ended without.
    ///
    /// - Parameters:
    ///   - statement: The statement of the other program.
    ///   - call: The call.
    ///   - meanwhile: The work to do while the call waits.
    /// - Returns: The result of the call.
    /// - Throws: The error of the call or of the server.
    func during<R: Sendable>(
        _ statement: Statement,
        _ call: @escaping @Sendable () async throws -> R,
        meanwhile: () async throws -> Void = {}
    ) async throws -> R {
        try await Connection.with(configuration) { other in
            try await other.run { session in
                try session.execute("BEGIN")
                try session.execute(statement)
            }
            let call = Started(call)
            try await Wait.until("the call waits for a row, or has ended") {
                if call.hasEnded { return true }
                return try await waitingSessions() > 0
            }
            try await meanwhile()
            _ = try await other.run { try $0.execute("COMMIT") }
            return try await call.value
        }
    }
}
