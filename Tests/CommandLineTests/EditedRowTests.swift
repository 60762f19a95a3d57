import MySQLClient
import SutureTesting
import Testing

/// Rows that somebody wrote between `up` and `down`: none is ever lost unnoticed.
@Suite struct EditedRowTests {
    /// A student whose name the synchronization writes; the sample is the same everywhere.
    private static let student = "47"
    private static let conflict = "students 47: edited since (name), version 20261123090200"

    private func withEdit(_ server: TestServer, _ body: (ToolCase, _ name: String) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            let name = try #require(try await test.text("SELECT name FROM students WHERE id = \(Self.student)"))
            try await test.run("up").expectDone()
            try #require(try await test.text("SELECT name FROM students WHERE id = \(Self.student)") != name)
            try await rename("Written Since", in: test)
            try await body(test, name)
        }
    }

    private func rename(_ name: String, in test: ToolCase) async throws {
        try await test.execute(
            "UPDATE students SET name = \(name), updated_at = updated_at WHERE id = \(Self.student)"
        )
    }

    @Test(arguments: await TestServers.all())
    func refusesAndListsTheRow(server: TestServer) async throws {
        try await withEdit(server) { test, _ in
            let result = try await test.expectUnchanged { try await test.run("down", "--to", "0") }
            result.expectError("conflict", exit: 3)
            #expect(result.errors.contains("  \(Self.conflict)\n"))
            #expect(result.errors.contains("1 row was written since"))
            #expect(result.remedy?.contains("--on-conflict keep") == true)
            result.expectHidden(["Written Since"] + (try await test.values()))
            #expect(try await test.isLockFree())
        }
    }

    @Test(arguments: await TestServers.all())
    func plansTheRollbackWithTheConflict(server: TestServer) async throws {
        try await withEdit(server) { test, _ in
            for flag in ["--plan", "--dry-run"] {
                let result = try await test.expectUnchanged { try await test.run("down", "--to", "0", flag) }
                #expect(result.exitCode == 2)
                #expect(result.output.contains(Self.conflict))
                result.expectHidden(["Written Since"])
            }
            // The versions above the one with the conflict have none.
            let above = try await test.run("down", "--steps", "4", "--plan")
            above.expectDone()
            #expect(above.output.contains("0 rows in conflict"))
        }
    }

    @Test(arguments: await TestServers.all())
    func takesAllElseBackAndKeepsTheEdit(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            let name = try #require(try await test.text("SELECT name FROM students WHERE id = \(Self.student)"))
            try await test.run("up").expectDone()
            try await rename("Written Since", in: test)
            let result = try await test.run("down", "--to", "0", "--on-conflict", "keep")
            result.expectDone()
            #expect(result.output.contains("1 row was written since and stays as it stands."))
            result.expectHidden(["Written Since"])
            #expect(try await test.text("SELECT name FROM students WHERE id = \(Self.student)") == "Written Since")
            // The edit is the only difference from the start.
            try await rename(name, in: test)
            #expect(try await test.differences(since: start) == [])
        }
    }

    /// The report of reverted changes excludes unchanged rows.
    @Test(arguments: await TestServers.all())
    func countsWhatWasTakenBack(server: TestServer) async throws {
        struct Journals: Decodable { let rows: Int }
        struct Report: Decodable {
            struct Total: Decodable { let rows: Int }
            let kept: Int
            let totals: [Total]
        }
        try await withEdit(server) { test, _ in
            let journals: Journals = try await test.run("journal", "--format", "json").json()
            let result = try await test.run("down", "--to", "0", "--on-conflict", "keep", "--format", "json")
            let report: Report = try result.json()
            #expect(report.kept == 1)
            #expect(report.totals.reduce(0) { $0 + $1.rows } == journals.rows - 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func overwritesOnRequestAndKeepsWhatStoodThere(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            try await test.run("up").expectDone()
            try await rename("Written Since", in: test)
            let result = try await test.run("down", "--to", "0", "--on-conflict", "restore")
            result.expectDone()
            result.expectHidden(["Written Since"])
            #expect(try await test.differences(since: start) == [])
            var kept = 0
            for table in try await test.stateTables() where table.hasPrefix("suture_overwritten_20261123090200_") {
                let hasName = try await test.count(
                    """
                    information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = \(table)
                    AND COLUMN_NAME = 'name'
                    """
                )
                guard hasName == 1 else { continue }
                kept += try await test.count("\(identifier: table) WHERE name = 'Written Since'")
            }
            #expect(kept == 1)
            #expect(result.output.contains("Overwritten rows, as they stood: suture_overwritten_20261123090200_"))
        }
    }

    /// An edit of a column that no migration wrote is no conflict, and stays.
    @Test(arguments: await TestServers.all())
    func leavesAnEditOfAnotherColumnAlone(server: TestServer) async throws {
        try await withEdit(server) { test, _ in
            try await test.run("down", "--to", "0", "--on-conflict", "restore").expectDone()
            try await test.run("up").expectDone()
            try await test.execute("UPDATE students SET bio = 'Written Since' WHERE id = \(Self.student)")
            try await test.run("down", "--to", "0").expectDone()
            #expect(try await test.count("students WHERE bio = 'Written Since'") == 1)
        }
    }
}
