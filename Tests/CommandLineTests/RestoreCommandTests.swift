import Foundation
import MySQLClient
import SutureTesting
import Testing

/// `restore`, and `backup --verify restore`.
@Suite struct RestoreCommandTests {
    @Test(arguments: await TestServers.all())
    func bringsTheSchemaBack(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let dumps = folder.path("dumps")
            let saved = try await test.run("backup", "--backup-directory", dumps, "--format", "json")
            saved.expectDone()
            let file = try saved.json(JSONObjects.Backup.self).file
            try await test.run("fingerprint", "--save", folder.path("before.json")).expectDone()
            try await test.run("up").expectDone()

            try await test.run("restore", file).expectError("schema-not-empty", exit: 3)
            let result = try await test.run(
                "restore",
                file,
                "--replace",
                "--backup-directory",
                dumps,
                "--format",
                "json"
            )
            result.expectDone()
            let restored = try result.json(JSONObjects.Restore.self)
            #expect(restored.database == test.database)
            #expect(restored.tables == restored.comparedTables)
            #expect(restored.comparedDefinitions)
            let second = try #require(restored.backup)
            #expect(FileManager.default.fileExists(atPath: second))
            try await test.run("fingerprint", "--compare", folder.path("before.json")).expectDone()
            #expect(try await test.run("status").output.contains("7 pending."))
            result.expectHidden(try await test.values())

            // The replaced content is restored too, with Suture's state.
            try await test.run("restore", second, "--replace", "--backup-directory", dumps).expectDone()
            try await test.run("status", "--check").expectDone()
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesAnAlteredFileAndKeepsThePasswordOutOfSight(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let folder = try TemporaryFolder()
                let url = test.url(account)
                let saved = try await test.run(
                    "backup",
                    "--backup-directory",
                    folder.url.path,
                    "--format",
                    "json",
                    url: url
                )
                let file = try saved.json(JSONObjects.Backup.self).file
                let data = try Data(contentsOf: URL(fileURLWithPath: file))
                try data.dropLast().write(to: URL(fileURLWithPath: file))
                let refused = try await test.expectUnchanged {
                    try await test.run("restore", file, "--replace", url: url)
                }
                refused.expectError("backup-invalid", exit: 3)
                refused.expectHidden([account.password])
                try data.write(to: URL(fileURLWithPath: file))
                let done = try await test.run(
                    "restore",
                    file,
                    "--replace",
                    "--backup-directory",
                    folder.url.path,
                    url: url
                )
                done.expectDone()
                done.expectHidden([account.password])
            }
        }
    }

    /// It uses a server of the same vendor, which is searched for; one outside of the usual folders is not found
    /// without its folder, and then a scratch schema is used.
    @Test(arguments: await TestServers.all())
    func verifiesABackupByARestore(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            func backup(_ more: [String], path: String? = nil) async throws -> ToolResult {
                let arguments = [
                    "backup", "--backup-directory", folder.url.path, "--verify", "restore",
                ]
                return try await Tool.run(
                    arguments + more,
                    url: test.url,
                    environment: path.map { ["PATH": $0] } ?? [:]
                )
            }
            let program = server.program.map { ["--verify-server", $0] } ?? []
            let named = try await backup(["--format", "json"] + program)
            named.expectDone()
            let first = try named.json(JSONObjects.Backup.self)
            #expect(first.verified)
            #expect(first.verifiedIn == (program.isEmpty ? first.verifiedIn : "private-server"))
            #expect(first.snapshot == "same")
            #expect(folder.names().count == 2)

            let found = try await backup(["--format", "json"], path: "/usr/bin:/bin")
            found.expectDone()
            let isMariaDB = test.connection.server.vendor == .mariadb
            #expect(
                try found.json(JSONObjects.Backup.self).verifiedIn == (isMariaDB ? "private-server" : "scratch-schema")
            )

            let others = await TestServers.all().compactMap(\.program).filter { $0 != server.program }
            if let other = others.first {
                let refused = try await backup(["--verify-server", other])
                refused.expectError("server-program-not-found", exit: 3)
                #expect(folder.names().count == 4)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func keepsTheLastBackups(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let folder = try TemporaryFolder()
            for _ in 0..<3 {
                try await test.run("backup", "--backup-directory", folder.url.path, "--keep", "2").expectDone()
            }
            #expect(folder.names().count == 4)
        }
    }
}
