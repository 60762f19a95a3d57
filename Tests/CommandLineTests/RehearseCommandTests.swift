import MySQLClient
import SutureTesting
import Testing

/// `suture rehearse` over the shipped migrations.
@Suite struct RehearseCommandTests {
    @Test(arguments: await TestServers.all())
    func foretellsWhatUpThenDoes(server: TestServer) async throws {
        try await ToolCase.with(server, scale: 3) { test in
            let rehearsed = try await test.expectUnchanged { try await test.run("rehearse", "--format", "json") }
            rehearsed.expectDone()
            #expect(try await test.stateTables() == [])
            let report = try rehearsed.json(Rehearsal.self)
            #expect(report.differences == [])
            #expect(report.journalBytes > 0)
            let definitions = report.migrations.flatMap(\.steps).flatMap(\.definitions)
            // A CREATE TRIGGER has no algorithm.
            let methods = definitions.filter { $0.statement.hasPrefix("ALTER TABLE") }.map(\.algorithm)
            #expect(definitions.count == methods.count + 8)
            #expect(methods.count > 2)
            #expect(!methods.contains(nil))
            let up = try await test.run("up", "--format", "json").json(JSONObjects.Run.self)
            #expect(report.migrations.map(\.version) == up.migrations.map(\.version))
            #expect(report.totals == up.totals)
            let again = try await test.run("rehearse")
            again.expectDone()
            #expect(again.output == "Nothing to do.\n")
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsItToPeople(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.run("rehearse")
            result.expectDone()
            #expect(result.output.contains("others read and write meanwhile"))
            #expect(result.output.contains("✓ down: every byte was back"))
        }
    }

    /// Each missing privilege on the future schema is named, and no schema remains.
    @Test(arguments: await TestServers.all())
    func namesTheMissingPrivilege(server: TestServer) async throws {
        let privileges = [
            "CREATE", "DROP", "ALTER", "INDEX", "SELECT", "INSERT", "UPDATE", "DELETE",
            "TRIGGER", "CREATE TEMPORARY TABLES",
        ]
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let user: Statement = "\(raw: "'\(account.user)'@'localhost'")"
                let scratch: Statement = "\(raw: "`suture\\_scratch\\_%`.*")"
                let none = try await test.expectUnchanged { try await test.run("rehearse", url: test.url(account)) }
                none.expectError("privilege-missing", exit: 3)
                #expect(none.errors.contains("CREATE, DROP, ALTER, INDEX, SELECT, INSERT, UPDATE, DELETE"))
                #expect(none.remedy?.contains("GRANT ALL ON `suture\\_scratch\\_%`.*") == true)
                try await test.execute("GRANT \(raw: privileges.joined(separator: ", ")) ON \(scratch) TO \(user)")
                // MariaDB does not require it.
                let more = test.connection.server.vendor == .mysql ? ["REFERENCES"] : []
                for privilege in more { try await test.execute("GRANT \(raw: privilege) ON \(scratch) TO \(user)") }
                for privilege in privileges + more {
                    try await test.execute("REVOKE \(raw: privilege) ON \(scratch) FROM \(user)")
                    let result = try await test.expectUnchanged {
                        try await test.run("rehearse", url: test.url(account))
                    }
                    result.expectError("privilege-missing", exit: 3)
                    #expect(result.errors.contains("has no \(privilege) on the schema"), "\(privilege)")
                    try await test.execute("GRANT \(raw: privilege) ON \(scratch) TO \(user)")
                }
                try await test.run("rehearse", url: test.url(account)).expectDone()
            }
            let left = try await test.count(
                """
                information_schema.SCHEMATA
                WHERE SCHEMA_NAME LIKE CONCAT('suture\\_scratch\\_', LEFT(DATABASE(), 40), '\\_%')
                """
            )
            #expect(left == 0)
        }
    }
}
