import Foundation
import MySQLClient
import SutureTesting
import Testing

/// `backup`, and `up` and `down` with a backup before the first change.
@Suite struct BackupCommandTests {
    @Test(arguments: await TestServers.all())
    func makesAFileThatItsOwnerAloneCanRead(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let result = try await test.expectUnchanged {
                try await test.run(
                    "backup",
                    "--compress",
                    "none",
                    "--backup-directory",
                    folder.path("dumps"),
                    "--format",
                    "json"
                )
            }
            result.expectDone()
            let backup = try result.json(JSONObjects.Backup.self)
            let name = try #require(folder.names(in: "dumps").first)
            #expect(folder.names(in: "dumps").count == 2)
            #expect(backup.file == folder.path("dumps/\(name)"))
            let attributes = try FileManager.default.attributesOfItem(atPath: backup.file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(attributes[.size] as? Int == backup.bytes)
            let text = try folder.read("dumps/\(name)")
            #expect(text.contains("CREATE TABLE `institutions`"))
            #expect(text.contains("-- Dump completed"))
            result.expectHidden(try await test.values())
        }
    }

    /// A line with bytes and time appears only on a terminal.
    @Test(arguments: await TestServers.all())
    func showsItsProgressOnATerminal(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let arguments = ["--backup-directory", folder.url.path, "--url", test.url]
            let shown = try await TerminalRun.run(["backup"] + arguments, typing: "", in: folder.url)
            #expect(shown.exitCode == 0)
            let line = #/backup: [0-9,]+ bytes, table [0-9]+ of [0-9]+, /#
            #expect(shown.text.contains(line), "\(shown.text)")
            let silent = try await Tool.run(["backup"] + arguments, url: test.url)
            silent.expectDone()
            #expect(silent.errors == "")
            let name = try #require(folder.names().first { !$0.hasSuffix(".json") })
            let restore = try await TerminalRun.run(
                ["restore", folder.path(name), "--replace"] + arguments,
                typing: "",
                in: folder.url
            )
            #expect(restore.text.contains(#/restore: [0-9,]+ of [0-9,]+ bytes, /#), "\(restore.text)")
        }
    }

    @Test(arguments: await TestServers.all())
    func isTakenBeforeTheFirstChange(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let result = try await test.run(
                "up",
                "--backup",
                "--compress",
                "none",
                "--backup-directory",
                folder.url.path,
                "--format",
                "json"
            )
            result.expectDone()
            let file = try #require(try result.json(JSONObjects.Run.self).backup)
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
            #expect(!text.contains("uq_institutions_name"))
            let history = try await test.run("history", "--format", "json").json(JSONObjects.History.self)
            #expect(history.applications.map(\.backup) == Version.all.map { _ in file })

            // Nothing is pending, so there is nothing to back up.
            try await test.run("up", "--backup", "--backup-directory", folder.url.path).expectDone()
            #expect(folder.names().count == 2)
        }
    }

    @Test(arguments: await TestServers.all())
    func stopsTheRunWhenItCannotBeWritten(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            try folder.write("", to: "file")
            let directory = folder.path("file/dumps")
            for command in [["backup"], ["up", "--backup"]] {
                let result = try await test.expectUnchanged {
                    try await Tool.run(command + ["--backup-directory", directory], url: test.url)
                }
                result.expectError("directory-not-writable", exit: 3)
            }
            #expect(try await test.run("status").output.contains("7 pending."))
            #expect(try await test.isLockFree())
        }
    }

    @Test(arguments: await TestServers.all())
    func stopsTheRunWhenTheDumpProgramIsMissing(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let result = try await test.expectUnchanged {
                try await test.run(
                    "up",
                    "--backup",
                    "--backup-directory",
                    folder.url.path,
                    "--dump-program",
                    folder.path("no-such-dump")
                )
            }
            result.expectError("program-not-found", exit: 3)
            #expect(folder.names() == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func keepsThePasswordOutOfSight(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let folder = try TemporaryFolder()
                let url = test.url(account)
                let result = try await test.run(
                    "backup",
                    "--compress",
                    "none",
                    "--backup-directory",
                    folder.url.path,
                    url: url
                )
                result.expectDone()
                result.expectHidden([account.password])
                let name = try #require(folder.names().first)
                #expect(try !folder.read(name).contains(account.password))
            }
        }
    }
}
