import MySQLClient
import SutureTesting
import Testing

/// Foreign keys whose two columns differ in type are reported before anything runs.
@Suite struct ForeignKeyMismatchTests {
    private func expectMismatch(
        _ server: TestServer,
        names difference: [String],
        after definitions: [Statement]
    ) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("baseline", Version.uniqueName).expectDone()
            for definition in definitions { try await test.execute(definition) }
            for command in ["up", "plan"] {
                let result = try await test.expectUnchanged { try await test.run(command) }
                result.expectError("foreign-key-mismatch", exit: 3)
                #expect(result.errors.contains("students.id and users.id"))
                #expect(result.errors.contains("20261123090400_StudentIsUser.swift, step 1"))
                for text in difference { #expect(result.errors.contains(text)) }
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsTypesOfAnotherSize(server: TestServer) async throws {
        try await expectMismatch(
            server,
            names: ["type", "int", "bigint"],
            after: ["ALTER TABLE students MODIFY id INT UNSIGNED NOT NULL"]
        )
    }

    @Test(arguments: await TestServers.all())
    func tellsTypesOfAnotherSign(server: TestServer) async throws {
        try await expectMismatch(
            server,
            names: ["type", "unsigned"],
            after: ["ALTER TABLE students MODIFY id BIGINT NOT NULL"]
        )
    }

    @Test(arguments: await TestServers.all())
    func tellsAnotherCollation(server: TestServer) async throws {
        try await expectMismatch(
            server,
            names: ["collation", "utf8mb4_bin", "utf8mb4_general_ci"],
            after: [
                "ALTER TABLE students MODIFY id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
                "ALTER TABLE users MODIFY id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL",
            ]
        )
    }

    @Test(arguments: await TestServers.all())
    func tellsAnotherCharacterSet(server: TestServer) async throws {
        try await expectMismatch(
            server,
            names: ["character set", "latin1", "utf8mb4"],
            after: [
                "ALTER TABLE students MODIFY id VARCHAR(20) CHARACTER SET latin1 NOT NULL",
                "ALTER TABLE users MODIFY id VARCHAR(20) CHARACTER SET utf8mb4 NOT NULL",
            ]
        )
    }

    /// The first of six pending versions is not applied when the fifth cannot be.
    @Test(arguments: await TestServers.all())
    func refusesBeforeAnEarlierVersionRuns(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("ALTER TABLE enrollments MODIFY course_id INT UNSIGNED NOT NULL")
            let result = try await test.expectUnchanged { try await test.run("up") }
            result.expectError("foreign-key-mismatch", exit: 3)
            #expect(result.errors.contains("enrollments.course_id"))
            #expect(try await test.stateTables() == [])
        }
    }
}
