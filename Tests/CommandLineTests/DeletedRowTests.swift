import MySQLClient
import SutureTesting
import Testing

/// Rows that somebody deleted between `up` and `down`.
@Suite struct DeletedRowTests {
    private func withoutStudent(_ server: TestServer, _ body: (ToolCase) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute("DELETE FROM students WHERE id = 47")
            try await body(test)
        }
    }

    @Test(arguments: await TestServers.all(), ["stop", "restore"])
    func refusesAndListsTheRow(server: TestServer, policy: String) async throws {
        try await withoutStudent(server) { test in
            let result = try await test.expectUnchanged {
                try await test.run("down", "--to", "0", "--on-conflict", policy)
            }
            result.expectError("conflict", exit: 3)
            #expect(result.errors.contains("  students 47: deleted since"))
            #expect(result.remedy?.contains("--on-conflict keep") == true)
            #expect(result.remedy?.contains("--on-conflict restore") == false, "it would not help")
            result.expectHidden(try await test.values())
        }
    }

    @Test(arguments: await TestServers.all())
    func takesAllElseBackOnRequest(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            try await test.execute(
                "CREATE TABLE suture_kept_student AS SELECT * FROM students WHERE id = 47",
                "CREATE TABLE suture_kept_enrollments AS SELECT * FROM enrollments WHERE student_id = 47"
            )
            try await test.run("up").expectDone()
            try await test.execute("DELETE FROM students WHERE id = 47")
            let result = try await test.run("down", "--to", "0", "--on-conflict", "keep")
            result.expectDone()
            #expect(try await test.count("students WHERE id = 47") == 0)
            // The deleted student, and the enrolments deleted with it, are the only differences from the start.
            try await test.execute(
                "DELETE FROM enrollments WHERE student_id = 47",
                "INSERT INTO students SELECT * FROM suture_kept_student",
                "INSERT INTO enrollments SELECT * FROM suture_kept_enrollments"
            )
            #expect(try await test.differences(since: start) == [])
        }
    }
}
