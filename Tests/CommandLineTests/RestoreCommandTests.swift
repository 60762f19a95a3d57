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
            #expect(try await test.run("status").output.contains("6 pending."))
            result.expectHidden(try await test.values())

            // What was replaced comes back too, with what Suture knows of it.
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

    @Test(arguments: await TestServers.all())
    func verifiesABackupByARestore(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let program = server.program.map { ["--verify-server", $0] } ?? []
            let result = try await Tool.run(
                ["backup", "--backup-directory", folder.url.path, "--verify", "restore", "--format", "json"] + program,
                url: test.url
            )
            result.expectDone()
            let backup = try result.json(JSONObjects.Backup.self)
            #expect(backup.verified)
            #expect(backup.snapshot == "same")
            #expect(folder.names().count == 2)
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
