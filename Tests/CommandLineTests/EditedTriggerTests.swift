import MySQLClient
import SutureTesting
import Testing

/// A trigger that somebody edited between `up` and `down`.
@Suite struct EditedTriggerTests {
    private struct Plan: Decodable {
        struct Migration: Decodable { let version: String }

        let migrations: [Migration]
        let conflicts: Int
        let definitions: [String]
    }

    private static let trigger = "users: suture_sync_users_after_update"

    private func withEdit(_ server: TestServer, _ body: (ToolCase) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute(
                "DROP TRIGGER suture_sync_users_after_update",
                "CREATE TRIGGER suture_sync_users_after_update AFTER UPDATE ON users FOR EACH ROW SET @seen = 1"
            )
            try await body(test)
        }
    }

    @Test(arguments: await TestServers.all()) func isRefusedByDown(server: TestServer) async throws {
        try await withEdit(server) { test in
            let result = try await test.expectUnchanged { try await test.run("down", "--to", "0") }
            result.expectError("conflict", exit: 3)
            #expect(result.errors.contains("  \(Self.trigger)\n"))
        }
    }

    /// The plan reports it as a finding, like edited rows, together with the rest.
    @Test(arguments: await TestServers.all()) func isAFindingOfThePlan(server: TestServer) async throws {
        try await withEdit(server) { test in
            try await test.execute("UPDATE students SET name = 'Written Since' WHERE id = 47")
            for policy in ["stop", "keep", "restore"] {
                let result = try await test.expectUnchanged {
                    try await test.run("down", "--to", "0", "--plan", "--on-conflict", policy)
                }
                #expect(result.exitCode == 2, "\(policy)")
                #expect(result.errors == "", "\(policy)")
                #expect(result.output.contains("7 migrations would be taken back."))
                #expect(result.output.contains("1 row in conflict:\n  students 47: edited since"))
                #expect(
                    result.output.contains("1 trigger was edited since the migration created it:\n  \(Self.trigger)\n")
                )
            }
            let plan: Plan = try await test.run("down", "--to", "0", "--plan", "--format", "json").json()
            #expect(plan.migrations.count == 7 && plan.conflicts == 1)
            #expect(plan.definitions == [Self.trigger])
            // It is of the last version, so it is a finding even without edited rows.
            let last = try await test.run("down", "--plan")
            #expect(last.exitCode == 2 && last.output.contains("0 rows in conflict."))
        }
    }
}
