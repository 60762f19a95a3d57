import SutureTesting
import Testing

/// Missing servers, databases and accounts, and those that refuse the tool.
@Suite struct ConnectionRefusalTests {
    @Test(arguments: await TestServers.all())
    func tellsAWrongPassword(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let wrong = test.url(user: account.user, password: "not-the-password")
                let result = try await test.expectUnchanged { try await test.run("up", url: wrong) }
                result.expectError("access-denied", exit: 5)
                result.expectHidden(["not-the-password", account.password])
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func warnsOfAPasswordInTheArguments(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let result = try await Tool.run(["status", "--url", test.url(account)])
                result.expectDone()
                #expect(result.errors.hasPrefix("warning: "))
                result.expectHidden([account.password])
            }
        }
    }

    @Test func tellsAnUnknownHost() async throws {
        let result = try await Tool.run(["up"], url: "mysql://root:secret-word@no-such-host.invalid/school")
        result.expectError("unknown-host", exit: 5)
        result.expectHidden(["secret-word"])
    }

    @Test func tellsAPortWhereNothingListens() async throws {
        let port = try TestServer.freePort()
        let result = try await Tool.run(["up"], url: "mysql://root:secret-word@127.0.0.1:\(port)/school")
        result.expectError("cannot-connect", exit: 5)
        result.expectHidden(["secret-word"])
    }

    @Test func tellsWhatEachOfSeveralHostsAnswered() async throws {
        let port = try TestServer.freePort()
        let url = "mysql://root:secret-word@127.0.0.1:\(port),no-such-host.invalid/school"
        let result = try await Tool.run(["up"], url: url)
        result.expectError("cannot-connect", exit: 5)
        #expect(result.errors.contains("127.0.0.1:\(port) answered"))
        #expect(result.errors.contains("no-such-host.invalid:3306 answered"))
        result.expectHidden(["secret-word"])
    }

    @Test func tellsASocketThatIsNotThere() async throws {
        let result = try await Tool.run(["status"], url: "mysql://root@localhost/school?socket=/no/such/socket")
        result.expectError("cannot-connect", exit: 5)
    }

    @Test(arguments: await TestServers.all())
    func tellsAnUnknownDatabase(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let result = try await test.run("up", url: test.url(user: "root", database: "no_such_database"))
            result.expectError("unknown-database", exit: 5)
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsThatNoDatabaseIsNamed(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            for command in ["up", "plan", "status", "analyze", "verify", "down", "history", "backup"] {
                let result = try await test.run(command, url: test.url(user: "root", database: ""))
                result.expectError("no-database", exit: 3)
            }
        }
    }

    @Test(
        arguments: [
            "postgres://root:secret-word@localhost/school", "mysql://localhost/school",
            "mysql://root:secret-word@localhost/school?tls=yes", "mysql://root:secret-word@localhost:port/school",
            "mysql://root:secret/word@localhost/school", "secret-word",
        ]
    )
    func tellsAURLThatCannotBeRead(url: String) async throws {
        let result = try await Tool.run(["up"], url: url)
        result.expectError("invalid-connection", exit: 3)
        #expect(!result.errors.contains("HY000"), "no server has said it")
        result.expectHidden(["secret"])
    }

    @Test func tellsThatNothingSaysWhereTheDatabaseIs() async throws {
        let result = try await Tool.run(["up"])
        result.expectError("invalid-connection", exit: 3)
        #expect(!result.errors.contains("HY000"), "no server has said it")
    }
}
