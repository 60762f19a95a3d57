import MySQLClient
import SutureTesting
import Testing

/// A schema for Suture's own tables that is missing, or has none of them: a mistyped name is reported.
@Suite struct StateSchemaTests {
    /// A test's own schema, and another one for the state.
    private func withStateSchema(
        _ server: TestServer,
        _ body: (ToolCase, _ schema: String) async throws -> Void
    ) async throws {
        try await server.withSchema { other in
            let schema = try #require(other.database)
            try await ToolCase.with(server) { try await body($0, schema) }
        }
    }

    private static let commands = [
        "status", "verify", "history", "plan", "analyze", "up", "down", "down --plan", "maintain", "maintain --dry-run",
        "journal", "journal prune --keep-days 0", "journal prune --keep-days 0 --dry-run", "redirects", "check",
        "check --history", "lint", "baseline \(Version.mergeInstitutions)",
        "repair --accept-drift \(Version.mergeInstitutions)",
    ]

    @Test(arguments: await TestServers.all()) func refusesOneThatIsNotThere(server: TestServer) async throws {
        try await withStateSchema(server) { test, schema in
            for command in Self.commands {
                let arguments = command.split(separator: " ").map(String.init) + ["--state-schema", schema + "x"]
                let result = try await test.expectUnchanged { try await Tool.run(arguments, url: test.url) }
                result.expectError("state-schema-missing", exit: 3)
                #expect(result.errors.contains("no schema \(schema)x"), "\(command)")
                #expect(result.remedy?.contains(schema) == true, "\(command)")
            }
            #expect(try await test.stateTables() == [])
            let far = try await test.run("maintain", "--state-schema", "quite_another_name_than_any")
            far.expectError("state-schema-missing", exit: 3)
            #expect(far.remedy?.contains("Did you mean") == false)
        }
    }

    private static let silent = [
        ("down", "Nothing to do"), ("down --to 0", "Nothing to do"), ("maintain", "Nothing to do"),
        ("maintain --dry-run", "Nothing to do"), ("journal prune --keep-days 0", "Nothing to drop"),
        ("journal prune --keep-days 0 --dry-run", "Nothing to drop"), ("journal", "No journal is kept"),
        ("history", "Nothing was applied yet"), ("verify", "0 applied migrations: all is as promised"),
        ("down --plan", "0 migrations would be taken back"), ("redirects", "No such key was retired"),
        ("check --history", "No check was recorded yet"),
    ]

    @Test(arguments: await TestServers.all()) func tellsOfOneWithoutTables(server: TestServer) async throws {
        try await withStateSchema(server) { test, schema in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            let reason = "Suture has no tables in the schema \(schema), so no migration was ever applied there.\n"
            for (command, text) in Self.silent {
                let arguments = command.split(separator: " ").map(String.init)
                let result = try await test.expectUnchanged {
                    try await Tool.run(arguments + ["--state-schema", schema], url: test.url)
                }
                result.expectDone()
                #expect(
                    ["\(text): \(reason)", "\(text). \(reason)"].contains { result.output.hasPrefix($0) },
                    "\(command)"
                )
            }
            let check = try await test.expectUnchanged { try await test.run("check", "--state-schema", schema) }
            check.expectDone()
            #expect(check.output.hasSuffix("\n7 checks: all is well. \(reason)"))
            #expect(try await test.count("information_schema.TABLES WHERE TABLE_SCHEMA = \(schema)") == 0)

            // If the tables exist, the output only reports that there is nothing to do.
            try await test.run("down").expectDone()
            for command in ["down", "maintain"] {
                #expect(try await test.run(command).output == "Nothing to do.\n")
            }
        }
    }
}
