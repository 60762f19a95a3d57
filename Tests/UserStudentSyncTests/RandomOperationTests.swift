import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing
import UserStudentSync

/// Random writes through the library, through plain SQL with the triggers on, and both at once.
@Suite struct RandomOperationTests {
    private enum Writer: CaseIterable { case library, statements, both }

    @Test(arguments: await TestServers.all())
    func pairsStayInStepAfterEachWrite(server: TestServer) async throws {
        for writer in Writer.allCases {
            try await SyncCase.with(server) { test in
                if writer != .library { try await test.installTriggers() }
                let other = try await Connection.connect(test.configuration)
                var random = SeededGenerator(seed: 20_261_125)
                for round in 1...50 {
                    let usesLibrary = writer == .library || writer == .both && Bool.random(using: &random)
                    if usesLibrary {
                        try await call(test.sync, &random)
                    } else {
                        try await execute(on: other, &random)
                    }
                    let report = try await test.sync.validateConsistency()
                    #expect(report.isConsistent, "\(writer), round \(round), library \(usesLibrary): \(report)")
                    #expect(report.pairsInStep == report.totalStudents)
                }
                #expect(try await test.count("students") > 3)
                await other.close()
            }
        }
    }

    /// Writes of a program that has the triggers off are found and reported.
    @Test(arguments: await TestServers.all()) func findsWhatWasWrittenWithoutTriggers(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.installTriggers()
            try await test.insertUsers(2)
            try await test.execute(
                "SET @suture_sync = 0",
                "INSERT INTO users (id, name, email, password, role) VALUES (3, 'cat', 'c', 'x', 'STUDENT')",
                "UPDATE students SET name = 'other' WHERE id = 1"
            )
            var found: [String] = []
            for try await finding in test.sync.consistencyFindings {
                found.append("\(finding.kind.rawValue) \(try Int(value: finding.key))")
            }
            #expect(found == ["user-without-student 3", "mismatched 1"])
        }
    }

    /// A program that writes on the same connections finds the triggers after a call as they were before.
    @Test(arguments: await TestServers.all()) func aCallLeavesTheTriggersOnOrOff(server: TestServer) async throws {
        try await SyncCase.with(server, connections: 1) { test in
            try await test.installTriggers()
            for (mark, students) in [("0", 1), ("NULL", 3)] {
                try await test.sync.pool.with { connection in
                    _ = try await connection.run { try $0.execute("SET @suture_sync = \(raw: mark)") }
                }
                let account = NewStudentAccount(name: "ann", email: "a\(mark)", passwordHash: "h")
                let _: UInt64 = try await test.sync.createStudentAccount(account)
                try await test.sync.pool.with { connection in
                    _ = try await connection.run { session in
                        try session.execute(
                            """
                            INSERT INTO users (name, email, password, role)
                            VALUES ('bob', \("b\(mark)"), 'x', 'STUDENT')
                            """
                        )
                    }
                }
                #expect(try await test.count("students") == students)
            }
        }
    }

    private func call(_ sync: UserStudentSync, _ random: inout SeededGenerator) async throws {
        let key = UInt64.random(in: 1...12, using: &random)
        let mark = UInt64.random(in: 0..<1_000_000, using: &random)
        do {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: _ = try await sync.ensureStudentRecord(userID: key)
            case 1: _ = try await sync.ensureUserRecord(studentID: key)
            case 2:
                _ = try await sync.updateProfile(userID: key, ["name": "n\(mark)".value, "email": "e\(mark)".value])
            case 3 where mark % 2 == 0: try await sync.deleteAccount(userID: key)
            default:
                var account = NewStudentAccount(name: "n\(mark)", email: "e\(mark)", passwordHash: "h")
                account.userColumns["id"] = key.value
                let _: UInt64 = try await sync.createStudentAccount(account)
            }
        } catch let error as PairError {
            #expect([.noSuchRow, .notInPair, .valueTaken, .busy].contains(error.code), "\(error)")
        }
    }

    private func execute(on connection: Connection, _ random: inout SeededGenerator) async throws {
        let key = Int.random(in: 1...12, using: &random)
        let mark = Int.random(in: 0..<1_000_000, using: &random)
        let statements: [Statement] = [
            "INSERT INTO users (id, name, email, password, role) VALUES (\(key), 'n', \("e\(mark)"), 'x', 'STUDENT')",
            "INSERT INTO students (id, name, email, status) VALUES (\(key), 's', \("e\(mark)"), '')",
            "INSERT INTO users (name, email, password, role) VALUES ('a', \("a\(mark)"), 'x', 'STUDENT'), ('b', \("b\(mark)"), 'x', 'STUDENT')",
            "INSERT INTO users (id, name, email, password, role) VALUES (\(100 + mark), 'c', \("c\(mark)"), 'x', 'TEACHER')",
            "UPDATE users SET name = \("u\(mark)"), email = CONCAT(email, '1') WHERE id % 3 = \(key % 3)",
            "UPDATE students SET name = \("t\(mark)") WHERE id % 3 = \(key % 3)",
            "UPDATE students SET email = CONCAT(email, '2'), bio = 'x' WHERE id = \(key)",
            "REPLACE INTO students (id, name, email, status) VALUES (\(key), 'r', \("r\(mark)"), '')",
            "REPLACE INTO users (id, name, email, password, role) VALUES (\(key), 'r', \("r\(mark)"), 'x', 'STUDENT')",
            "INSERT INTO users (id, name, email, password, role) VALUES (\(key), 'd', \("d\(mark)"), 'x', 'STUDENT') ON DUPLICATE KEY UPDATE name = 'dup'",
            "INSERT INTO students (id, name, email, status) VALUES (\(key), 'o', \("o\(mark)"), '') ON DUPLICATE KEY UPDATE name = 'dup', email = VALUES(email)",
            // An email that may be taken, so that the server ignores the row, updates the one that has it, or replaces
            // it.
            "INSERT IGNORE INTO users (id, name, email, password, role) VALUES (\(key), 'i', \("p\(mark % 4)"), 'x', 'STUDENT')",
            "INSERT IGNORE INTO students (id, name, email, status) VALUES (\(key), 'i', \("p\(mark % 4)"), '')",
            "INSERT INTO users (id, name, email, password, role) VALUES (\(key), 'k', \("p\(mark % 4)"), 'x', 'STUDENT') ON DUPLICATE KEY UPDATE name = 'kept'",
            "INSERT INTO students (id, name, email, status) VALUES (\(key), 'k', \("p\(mark % 4)"), '') ON DUPLICATE KEY UPDATE name = 'kept'",
            "REPLACE INTO users (id, name, email, password, role) VALUES (\(key), 'r', \("p\(mark % 4)"), 'x', 'STUDENT')",
            "REPLACE INTO students (id, name, email, status) VALUES (\(key), 'r', \("p\(mark % 4)"), '')",
            "UPDATE IGNORE users SET email = \("u\(mark)") WHERE id IN (\(key), \(key + 1))",
            "DELETE FROM students WHERE id = \(key)",
            "DELETE FROM users WHERE id IN (\(key), \(key + 5))",
        ]
        let statement = statements.randomElement(using: &random) ?? statements[0]
        do {
            try await connection.run { _ = try $0.execute(statement) }
        } catch let error as MySQLError {
            #expect([.duplicateEntry, .dataTooLong].contains(error.code), "\(error)")
        }
    }
}

extension SyncCase {
    /// Installs the triggers of the pair by a migration.
    func installTriggers() async throws {
        let migration = RegisteredMigration(version: 1, name: "Triggers", file: "Triggers.swift", checksum: "0") {
            TriggerMigration()
        }
        try await Connection.with(configuration) { connection in
            let runner = MigrationRunner(
                connection: connection,
                configuration: configuration,
                catalog: try MigrationCatalog([migration]),
                settings: RunSettings()
            )
            _ = try await runner.up()
        }
    }

    private struct TriggerMigration: Migration {
        var steps: [any Step] { InstallTriggers(for: SyncCase.pair) }
    }
}
