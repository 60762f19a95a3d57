import MySQLClient
import SutureTesting
import Testing

/// Schemas in which the migrations cannot work.
@Suite struct UnfitSchemaTests {
    @Test(arguments: await TestServers.all())
    func refusesASchemaWithoutTheTables(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            try await test.execute("CREATE TABLE unrelated (id INT PRIMARY KEY)", "INSERT INTO unrelated VALUES (1)")
            for command in ["up", "plan", "analyze"] {
                let result = try await test.expectUnchanged { try await test.run(command) }
                result.expectError("table-missing", exit: 3)
                #expect(result.errors.contains("institutions"))
                #expect(result.errors.contains("20261123090000_MergeDuplicateInstitutions.swift, step 1"))
            }
            #expect(try await test.stateTables() == [])
        }
    }

    /// A missing table of a late migration is found before an early one runs.
    @Test(arguments: await TestServers.all())
    func refusesBeforeAnythingRunsWhenALateTableIsMissing(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("RENAME TABLE students TO pupils")
            let result = try await test.expectUnchanged { try await test.run("up") }
            result.expectError("table-missing", exit: 3)
            #expect(result.errors.contains("students"))
            #expect(try await test.stateTables() == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAMissingColumn(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("ALTER TABLE institutions RENAME COLUMN website TO homepage")
            let result = try await test.expectUnchanged { try await test.run("up") }
            result.expectError("column-missing", exit: 3)
            #expect(result.errors.contains("website"))
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAReferringTableWithoutAPrimaryKey(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("ALTER TABLE bookings MODIFY id BIGINT UNSIGNED NOT NULL, DROP PRIMARY KEY")
            for command in ["up", "plan"] {
                let result = try await test.expectUnchanged { try await test.run(command) }
                result.expectError("primary-key-missing", exit: 3)
                #expect(result.errors.contains("bookings"))
            }
            #expect(try await test.stateTables() == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesATableWithoutTransactions(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("ALTER TABLE enrollments ENGINE=MyISAM")
            for command in ["up", "plan"] {
                let result = try await test.expectUnchanged { try await test.run(command) }
                result.expectError("engine-not-transactional", exit: 3)
                #expect(result.errors.contains("enrollments"))
                #expect(result.remedy?.contains("InnoDB") == true)
            }
            #expect(try await test.stateTables() == [])
        }
    }
}
