import SutureTesting
import Testing

/// Accounts that may log in, and may not do what a run needs.
@Suite struct PrivilegeTests {
    @Test(arguments: await TestServers.all())
    func refusesUpWhenTheHistoryTableCannotBeMade(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "SELECT, INSERT, UPDATE, DELETE") { account in
                let result = try await test.expectUnchanged { try await test.run("up", url: test.url(account)) }
                result.expectError("privilege-missing", exit: 3)
                #expect(result.errors.contains("suture_history"))
                #expect(result.remedy?.contains("CREATE") == true)
                result.expectHidden([account.password])
                #expect(try await test.stateTables() == [])
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func readsTheStatusWithSelectAlone(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.withAccount(granted: "SELECT") { account in
                for command in ["status", "history"] {
                    try await test.run(command, url: test.url(account)).expectDone()
                }
            }
        }
    }

    /// MariaDB hides foreign keys from an account that may only read; a plan or a check that is blind to them is wrong.
    @Test(arguments: await TestServers.all(), ["plan", "analyze", "verify"])
    func readsAsMuchAsRootOrRefuses(server: TestServer, command: String) async throws {
        try await ToolCase.with(server) { test in
            if command == "verify" { try await test.run("up").expectDone() }
            let full = try await test.run(command)
            full.expectDone()
            try await test.withAccount(granted: "SELECT, CREATE TEMPORARY TABLES") { account in
                let result = try await test.expectUnchanged { try await test.run(command, url: test.url(account)) }
                if result.exitCode == 0 {
                    #expect(result.output == full.output)
                } else {
                    result.expectError("privilege-missing", exit: 3)
                    #expect(result.remedy?.contains("REFERENCES") == true)
                }
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsThatAPlanNeedsMoreThanSelect(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "SELECT, REFERENCES") { account in
                let result = try await test.expectUnchanged { try await test.run("plan", url: test.url(account)) }
                result.expectError("privilege-missing", exit: 1)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func plansWithReferencesAndTemporaryTables(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let privileges = "SELECT, REFERENCES, CREATE TEMPORARY TABLES"
            try await test.withAccount(granted: privileges) { account in
                let result = try await test.expectUnchanged { try await test.run("plan", url: test.url(account)) }
                result.expectDone()
                #expect(try await test.run("plan").output == result.output)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsADatabaseThatTheAccountMayNotSee(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: nil) { account in
                let result = try await test.run("status", url: test.url(account))
                result.expectError("privilege-missing", exit: 5)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func goesUpAndDownWithTheDocumentedPrivileges(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            let privileges = """
                SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES, TRIGGER
                """
            try await test.withAccount(granted: privileges) { account in
                try await test.run("up", url: test.url(account)).expectDone()
                try await test.run("down", "--to", "0", url: test.url(account)).expectDone()
            }
            #expect(try await test.differences(since: start) == [])
        }
    }
}
