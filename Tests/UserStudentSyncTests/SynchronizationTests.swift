import MySQLClient
import SutureTesting
import Testing
import UserStudentSync

/// All pairs at once, their inconsistencies, and those that cannot be repaired.
@Suite struct SynchronizationTests {
    /// Creates 12 pairs in step, 10 users alone, 10 students alone, 10 pairs that differ, and one of each that cannot
    /// be repaired.
    private func mess(_ test: SyncCase) async throws {
        try await test.insertUsers(32)
        try await test.execute(
            "INSERT INTO students (id, name, email, status) SELECT id, name, email, '' FROM users WHERE id <= 22",
            "UPDATE students SET name = CONCAT(name, '?') WHERE id > 12",
            """
            INSERT INTO students (id, name, email, status)
            SELECT id + 100, name, CONCAT('s', email), '' FROM users WHERE id <= 10
            """,
            "INSERT INTO students (id, name, email, status) VALUES (200, 'twice', '30@example.org', '')",
            "UPDATE users SET name = REPEAT('n', 30) WHERE id = 31",
            "INSERT INTO users (id, name, email, password, role) VALUES (300, 'gus', 'g', 'x', 'TEACHER')",
            "INSERT INTO students (id, name, email, status) VALUES (300, 'gus', 'h', '')"
        )
    }

    @Test(arguments: await TestServers.all(), [1, 3, 1_000])
    func bringsAllPairsIntoStep(server: TestServer, chunkRows: Int) async throws {
        try await SyncCase.with(server) { test in
            try await mess(test)
            let before = try await test.sync.validateConsistency()
            #expect(before.totalUsers == 33 && before.totalStudents == 34 && before.pairsInStep == 12)
            #expect(before.mismatched == 10 && before.usersWithoutStudent == 10 && before.studentsWithoutUser == 11)
            #expect(before.roleMismatches == 1 && before.samePersonTwice == 1)
            var found: [ConsistencyFinding.Kind: [Int]] = [:]
            for try await finding in test.sync.consistencyFindings {
                found[finding.kind, default: []].append(try Int(value: finding.key))
                if let other = finding.otherKey { #expect(try Int(value: other) == 30) }
            }
            #expect(found[.mismatched] == Array(13...22) && found[.userWithoutStudent] == Array(23...32))
            #expect(found[.studentWithoutUser] == Array(101...110) + [200])
            #expect(found[.roleMismatch] == [300] && found[.samePersonTwice] == [200])

            var steps = 0
            var report = SynchronizationReport()
            for try await progress in test.sync.synchronizeAllPairs(chunkRows: chunkRows) {
                steps += 1
                report = progress
            }
            #expect(report.isFinished && steps > 30 / chunkRows)
            // User 30 gets no student, as student 200 has the email; student 200 no user; the name of user 31 is too
            // long.
            #expect(report.created == 18 && report.updated == 10 && report.unchanged == 12 && report.failed == 3)
            let failures = try report.failures.map { "\(try Int(value: $0.key)) \($0.error.code.rawValue)" }
            #expect(failures == ["200 value-taken", "30 value-taken", "31 value-too-long"])
            #expect(try await test.sync.synchronizeAllPairs().finished().created == 0)
        }
    }

    @Test(arguments: await TestServers.all()) func repairsOnlyWhenAsked(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await mess(test)
            let look = try await test.sync.validateIntegrity(autofix: false)
            #expect(look.missingConstraints == ["no foreign key students.id → users"])
            #expect(look.repairs == nil && look.before == look.after)
            let fixed = try await test.sync.validateIntegrity(autofix: true)
            #expect(fixed.before == look.before && fixed.repairs?.created == 18)
            #expect(fixed.after.mismatched == 0 && fixed.after.usersWithoutStudent == 2)
            #expect(fixed.after.studentsWithoutUser == 1)
        }
    }

    @Test(arguments: await TestServers.all()) func manySynchronizeAtOnce(server: TestServer) async throws {
        try await SyncCase.with(server) { test in
            try await test.insertUsers(600)
            let reports = try await withThrowingTaskGroup(of: SynchronizationReport.self) { group in
                for _ in 0..<4 { group.addTask { try await test.sync.synchronizeAllPairs(chunkRows: 50).finished() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.map(\.created).reduce(0, +) == 600)
            #expect(reports.allSatisfy { $0.failed == 0 })
            #expect(try await test.sync.validateConsistency().isConsistent)
        }
    }
}
