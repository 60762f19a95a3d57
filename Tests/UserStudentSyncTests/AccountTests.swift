import MySQLClient
import SutureRepair
import SutureTesting
import Testing
import UserStudentSync

/// Accounts are created, changed and deleted with both rows or neither.
@Suite struct AccountTests {
    @Test(arguments: await TestServers.all()) func areCreatedWithBothRows(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            let account = NewStudentAccount(name: "ann", email: "a@example.org", passwordHash: "$2y$12$hash")
            let id: UInt64 = try await test.sync.createStudentAccount(account)
            #expect(try await test.text("SELECT password FROM users WHERE id = \(id)") == "$2y$12$hash")
            #expect(try await test.text("SELECT name FROM students WHERE id = \(id)") == "ann")

            #expect(
                await test.code { let _: UInt64 = try await test.sync.createStudentAccount(account) } == .valueTaken
            )
            var other = NewStudentAccount(name: String(repeating: "n", count: 21), email: "b", passwordHash: "h")
            #expect(
                await test.code { let _: UInt64 = try await test.sync.createStudentAccount(other) } == .valueTooLong
            )
            other = NewStudentAccount(name: "bob", email: "b", passwordHash: "h")
            other.userColumns["role"] = "TEACHER".value
            #expect(await test.code { let _: UInt64 = try await test.sync.createStudentAccount(other) } == .notInPair)
            other.userColumns["role"] = "STUDENT".value
            other.userColumns["password"] = nil
            #expect(
                await test.code { let _: UInt64 = try await test.sync.createStudentAccount(other) } == .valueMissing
            )
            other.userColumns["password"] = "h".value
            other.studentColumns = ["email": "c".value]
            #expect(
                await test.code { let _: UInt64 = try await test.sync.createStudentAccount(other) } == .schemaMismatch
            )
            #expect(try await test.count("users") == 1)
            // The user could be stored, its student could not.
            try await test.execute(
                "INSERT INTO students (id, name, email, status) VALUES (70, 'x', 's@example.org', '')"
            )
            let half = NewStudentAccount(name: "sue", email: "s@example.org", passwordHash: "h")
            #expect(await test.code { let _: UInt64 = try await test.sync.createStudentAccount(half) } == .valueTaken)
            #expect(try await test.count("users") == 1)

            other.studentColumns = ["bio": "likes SQL".value]
            other.userColumns["id"] = 77.value
            #expect(try await test.sync.createStudentAccount(other, id: Int.self) == 77)
            #expect(try await test.text("SELECT bio FROM students WHERE id = 77") == "likes SQL")

            // A given key that is taken is no row that another attempt could avoid.
            other.userColumns["email"] = "free".value
            #expect(
                await test.code { _ = try await test.sync.createStudentAccount(other, id: Int.self) } == .valueTaken
            )
        }
    }

    @Test(arguments: await TestServers.all()) func areChangedInBothRows(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(2)
            let sync = test.sync
            #expect(try await sync.updateProfile(userID: 1, ["name": "ann".value]) == .created)
            #expect(
                try await sync.updateProfile(userID: 1, ["Name": "Ann".value, "email": "a".value]) == .synchronized
            )
            #expect(try await sync.updateProfile(userID: 1, ["name": "Ann".value]) == .unchanged)
            for table in ["users", "students"] {
                let row = try await test.text(
                    "SELECT CONCAT(BINARY name, email) FROM \(identifier: table) WHERE id = 1"
                )
                #expect(row == "Anna")
            }
            let taken: [String: Value] = ["email": "2@example.org".value]
            #expect(await test.code { _ = try await sync.updateProfile(userID: 1, taken) } == .valueTaken)
            #expect(await test.code { _ = try await sync.updateProfile(userID: 1, ["bio": .null]) } == .schemaMismatch)
            #expect(await test.code { _ = try await sync.updateProfile(userID: 1, ["name": .null]) } == .valueMissing)
            #expect(await test.code { _ = try await sync.updateProfile(userID: 8, ["name": "x".value]) } == .noSuchRow)
            try await test.execute("UPDATE users SET role = 'TEACHER' WHERE id = 2")
            #expect(await test.code { _ = try await sync.updateProfile(userID: 2, ["name": "x".value]) } == .notInPair)
            // The user's column would hold it, the student's does not.
            let long: [String: Value] = ["name": String(repeating: "n", count: 21).value]
            #expect(await test.code { _ = try await sync.updateProfile(userID: 1, long) } == .valueTooLong)
            #expect(try await test.count("users WHERE name = 'Ann'") == 1)
        }
    }

    @Test(arguments: await TestServers.all()) func areDeletedWithBothRows(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(4)
            _ = try await test.sync.synchronizeAllPairs().finished()
            try await test.execute(
                "UPDATE users SET role = 'TEACHER' WHERE id = 4",
                "INSERT INTO enrollments (student_id) VALUES (1), (1), (2), (3)",
                "INSERT INTO notes (student) VALUES (1), (3)"
            )
            let sync = test.sync
            #expect(await test.code { try await sync.deleteAccount(userID: 1) } == .stillReferenced)
            #expect(
                await test.code { try await sync.deleteAccount(userID: 1, references: .asDeclared) } == .stillReferenced
            )
            // By a foreign key, and by the pair's description alone.
            #expect(
                await test.code { try await sync.deleteAccount(userID: 2, references: .asDeclared) } == .stillReferenced
            )
            let mixed: [String: ReferencePolicy] = ["enrollments": .delete, "notes": .asDeclared]
            #expect(await test.code { try await sync.deleteAccount(userID: 3, tables: mixed) } == .stillReferenced)
            #expect(await test.code { try await sync.deleteAccount(userID: 4) } == .notInPair)
            do { try await sync.deleteAccount(userID: 1) } catch {
                #expect("\(error)".contains("2 rows of enrollments by student_id, 1 row of notes by student"))
            }
            #expect(
                try await sync.deleteAccount(userID: 1, references: .delete).referringRows == [
                    "enrollments": 2, "notes": 1,
                ]
            )
            let report = try await sync.deleteAccount(userID: 3, references: .setNull, tables: ["NOTES": .delete])
            #expect(report.referringRows == ["enrollments": 1, "notes": 1])
            #expect(try await sync.deleteAccount(userID: 3).wasThere == false)
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM users") == "2,4")
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM students") == "2,4")
            #expect(try await test.count("enrollments WHERE student_id IS NULL") == 1)
        }
    }

    /// The types, the checks and the foreign keys of the tables limit the values.
    @Test(arguments: await TestServers.all()) func haveValuesThatTheTablesTake(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE schools (id INT PRIMARY KEY) ENGINE=InnoDB",
                """
                ALTER TABLE users ADD COLUMN school INT NULL, ADD FOREIGN KEY (school) REFERENCES schools (id),
                ADD COLUMN age INT NULL, ADD CHECK (age > 5)
                """
            )
            let refused: [(column: String, value: Value, code: PairError.Code)] = [
                ("school", 7.value, .parentMissing), ("age", 3.value, .valueRefused),
                ("age", "old".value, .valueRefused),
                ("age", 5_000_000_000.value, .valueRefused), ("role", "DEAN".value, .valueRefused),
            ]
            for (column, value, code) in refused {
                var account = NewStudentAccount(name: "ann", email: "a", passwordHash: "h")
                account.userColumns[column] = value
                let found = await test.code { let _: UInt64 = try await test.sync.createStudentAccount(account) }
                #expect(found == code, "\(column)")
            }
            #expect(try await test.count("users") == 0)
        }
    }
}
