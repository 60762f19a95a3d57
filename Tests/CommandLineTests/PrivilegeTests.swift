import MySQLClient
import SutureTesting
import Testing

/// Accounts that may log in, but lack privileges for a run.
@Suite struct PrivilegeTests {
    @Test(arguments: await TestServers.all())
    func refusesUpWhenTheHistoryTableCannotBeMade(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "SELECT, INSERT, UPDATE, DELETE, TRIGGER") { account in
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

    /// MariaDB lists no constraints to an account that may only read; the definitions of the tables have them.
    @Test(
        arguments: await TestServers.all(),
        ["plan", "lint", "analyze", "analyze --references institutions", "check --no-record", "verify"]
    )
    func readsAsMuchAsRoot(server: TestServer, command: String) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute(
                """
                CREATE TABLE `re``views` (id INT PRIMARY KEY, `course, id` BIGINT UNSIGNED,
                CONSTRAINT `of (``x)` FOREIGN KEY (`course, id`) REFERENCES courses (id) ON DELETE SET NULL ON UPDATE CASCADE)
                """
            )
            if ["verify", "check --no-record"].contains(command) {
                try await test.run("up", "--to", Version.synchronizePair).expectDone()
            }
            let arguments = command.split(separator: " ").map(String.init)
            let full = try await Tool.run(arguments, url: test.url)
            let privileges = command == "plan" ? "SELECT, CREATE TEMPORARY TABLES" : "SELECT"
            try await test.withAccount(granted: privileges) { account in
                let result = try await test.expectUnchanged { try await Tool.run(arguments, url: test.url(account)) }
                #expect(result.exitCode == (command == "lint" ? 2 : full.exitCode), "\(result.errors)")
                #expect(Self.common(result) == Self.common(full))
            }
        }
    }

    /// Returns the output without the lines about triggers and missing privileges.
    private static func common(_ result: ToolResult) -> [Substring] {
        result.output.split(separator: "\n")
            .filter {
                !$0.contains(
                    #/no PROCESS privilege|may not create triggers|TRIGGER|trigger-|findings\.|090600_?|Nothing was found|1 error/#
                )
            }
    }

    @Test(arguments: await TestServers.all())
    func tellsThatAPlanNeedsMoreThanSelect(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "SELECT, REFERENCES") { account in
                let result = try await test.expectUnchanged { try await test.run("plan", url: test.url(account)) }
                result.expectError("privilege-missing", exit: 3)
            }
        }
    }

    /// MariaDB lists triggers to an account that may write, without their bodies.
    @Test(arguments: await TestServers.all())
    func tellsThatTriggersAreHidden(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            let privileges =
                "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES"
            try await test.withAccount(granted: privileges) { account in
                for command in [["check", "--no-record"], ["verify"]] {
                    let result = try await Tool.run(command, url: test.url(account))
                    result.expectError("privilege-missing", exit: 3)
                    #expect(result.remedy?.contains("GRANT TRIGGER") == true)
                }
                try await test.run("maintain", "--dry-run", url: test.url(account)).expectDone()
                try await test.run("down", "--to", "0").expectDone()
                guard test.connection.server.vendor == .mariadb else { return }
                try await test.execute(
                    "CREATE TRIGGER gone AFTER DELETE ON institutions FOR EACH ROW SET @gone = OLD.id"
                )
                let merge = ["up", "--to", Version.mergeInstitutions]
                let result = try await test.expectUnchanged { try await Tool.run(merge, url: test.url(account)) }
                result.expectError("triggers-fire", exit: 3)
                #expect(result.errors.contains("the server hides from the account what it does"))
                #expect(result.remedy?.contains("Grant the account TRIGGER") == true)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func plansWithReferencesAndTemporaryTables(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let privileges = "SELECT, REFERENCES, CREATE TEMPORARY TABLES, TRIGGER"
            try await test.withAccount(granted: privileges) { account in
                let result = try await test.expectUnchanged { try await test.run("plan", url: test.url(account)) }
                result.expectDone()
                #expect(Self.common(try await test.run("plan")) == Self.common(result))
                #expect(result.output.contains("The account has no PROCESS privilege"))
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

    /// A missing privilege on a table of another schema that refers to institutions is reported before anything is
    /// changed.
    @Test(
        arguments: await TestServers.all(),
        ["SELECT", "SELECT, UPDATE, DELETE", "SELECT, INSERT, UPDATE, DELETE", "PROCESS"]
    )
    func tellsWhatIsMissingInAnotherSchema(server: TestServer, granted: String) async throws {
        try await ToolCase.with(server) { test in
            try await server.withSchema { configuration in
                let name = "\(configuration.database ?? "").site-licenses"
                let table: Statement = "\(identifier: configuration.database ?? "").\(identifier: "site-licenses")"
                try await test.execute(
                    """
                    CREATE TABLE \(table) (id INT PRIMARY KEY, school BIGINT UNSIGNED, CONSTRAINT fk_licenses
                      FOREIGN KEY (school) REFERENCES \(identifier: test.database).institutions (id) ON DELETE CASCADE)
                    """,
                    "INSERT INTO \(table) SELECT id, id FROM institutions"
                )
                let rows = try await test.text("SELECT GROUP_CONCAT(id, ':', school ORDER BY id) FROM \(table)")
                let privileges = """
                    SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES, TRIGGER
                    """
                try await test.withAccount(granted: privileges) { account in
                    let user: Statement = "\(raw: "'\(account.user)'@'localhost'")"
                    let place: Statement = granted == "PROCESS" ? "*.*" : table
                    try await test.execute("GRANT \(raw: granted) ON \(place) TO \(user)")
                    if granted == "SELECT, INSERT, UPDATE, DELETE" {
                        try await test.run("up", url: test.url(account)).expectDone()
                        #expect(try await test.count("\(table) AS l JOIN institutions AS i ON i.id = l.school") == 40)
                        try await test.run("down", "--to", "0", url: test.url(account)).expectDone()
                    } else {
                        let result = try await test.expectUnchanged { try await test.run("up", url: test.url(account)) }
                        result.expectError("privilege-missing", exit: 3)
                        #expect(result.errors.contains(name))
                        #expect(
                            result.remedy?.contains("Grant it SELECT, INSERT, UPDATE and DELETE on \(name)") == true
                        )
                    }
                    if granted == "SELECT" {
                        let plan = try await test.run("plan", url: test.url(account))
                        plan.expectDone()
                        #expect(plan.output.contains("the account has no INSERT, UPDATE, DELETE there"))
                    }
                }
                #expect(try await test.text("SELECT GROUP_CONCAT(id, ':', school ORDER BY id) FROM \(table)") == rows)
                try await test.execute("DROP TABLE \(table)")
            }
        }
    }
}
