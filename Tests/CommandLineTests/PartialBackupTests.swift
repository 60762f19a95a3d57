import Foundation
import MySQLClient
import SutureBackup
import SutureTesting
import Testing

/// Backups of the tables that a run changes, and of named ones.
@Suite struct PartialBackupTests {
    /// Returns the manifest of a backup.
    private func manifest(beside file: String) throws -> BackupManifest {
        let data = try Data(contentsOf: URL(fileURLWithPath: file + ".manifest.json"))
        return try JSONDecoder().decode(BackupManifest.self, from: data)
    }

    private func run(_ test: ToolCase, _ arguments: [String], in folder: TemporaryFolder) async throws -> ToolResult {
        try await Tool.run(
            arguments + ["--backup-directory", folder.url.path],
            url: test.url,
            environment: ToolCase.environment
        )
    }

    @Test(arguments: await TestServers.all())
    func holdsWhatARunChangesAndNoMore(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            try await test.execute("CREATE TABLE rest (id INT PRIMARY KEY)", "INSERT INTO rest VALUES (1)")
            try await test.run("fingerprint", "--save", folder.path("before.json")).expectDone()
            let up = try await run(test, ["up", "--backup", "affected", "--format", "json"], in: folder)
            up.expectDone()
            let file = try #require(try up.json(JSONObjects.Run.self).backup)
            let manifest = try manifest(beside: file)
            #expect(manifest.scope == .affected)
            let selection = try #require(manifest.selection)
            #expect(manifest.tables.map(\.name).sorted() == selection)
            #expect(Set(selection).isSuperset(of: ["institutions", "users", "students", "courses", "enrollments"]))
            #expect(!selection.contains("rest"))
            #expect(!selection.contains { $0.hasPrefix("suture_") })
            let number: Int64? = try await test.connection.run { try $0.value("SELECT MAX(run) FROM suture_history") }
            #expect(manifest.run == BackupManifest.Run(number: try #require(number), direction: "up"))
            #expect(manifest.objects == [])

            // Tables outside of the backup stay unchanged.
            try await test.execute("INSERT INTO rest VALUES (2)")
            try await run(test, ["restore", file], in: folder).expectError("schema-not-empty", exit: 3)
            let restored = try await run(test, ["restore", file, "--replace"], in: folder)
            restored.expectDone()
            #expect(restored.output.contains("A partial backup: only these tables were put in place: "))
            #expect(try await test.count("rest") == 2)
            try await test.execute("DELETE FROM rest WHERE id = 2")
            // Suture's state is unchanged, and the rollback finds that everything is already reverted.
            try await test.run("down", "--to", "0").expectDone()
            try await test.run("fingerprint", "--compare", folder.path("before.json")).expectDone()
        }
    }

    @Test(arguments: await TestServers.all())
    func isTakenBeforeARollback(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let none = try await run(test, ["up", "--to", Version.mergeInstitutions, "--backup", "none"], in: folder)
            none.expectDone()
            #expect(folder.names() == [])
            let down = try await run(test, ["down", "--backup", "affected", "--format", "json"], in: folder)
            down.expectDone()
            let file = try #require(try down.json(JSONObjects.Run.self).backup)
            let manifest = try manifest(beside: file)
            #expect(manifest.run?.direction == "down")
            #expect(manifest.selection?.contains("institutions") == true)
            #expect(manifest.selection?.contains("students") == false)
            for wrong in [["--backup=some"], ["--backup", "some"]] {
                let result = try await run(test, ["up"] + wrong, in: folder)
                #expect(result.exitCode == 64)
                #expect(result.errors.contains("--backup is full, affected or none."), "\(result.errors)")
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func isOfTheTablesThatAreNamed(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let folder = try TemporaryFolder()
            let named = try await run(
                test,
                ["backup", "--tables", "students, institutions", "--keep", "1", "--format", "json"],
                in: folder
            )
            named.expectDone()
            let backup = try named.json(JSONObjects.Backup.self)
            #expect(backup.scope == "tables")
            #expect(backup.selection == ["students", "institutions"])
            #expect(backup.tables == 2)
            // A full one does not count as a partial one, nor the other way round.
            let full = try await run(test, ["backup", "--keep", "1", "--verify", "restore"], in: folder)
            full.expectDone()
            let affected = try await run(test, ["backup", "--affected", "--keep", "1", "--format", "json"], in: folder)
            affected.expectDone()
            #expect(try affected.json(JSONObjects.Backup.self).scope == "affected")
            #expect(folder.names().count == 4)
            #expect(!FileManager.default.fileExists(atPath: backup.file))
            #expect(try await run(test, ["backup", "--affected", "--tables", "users"], in: folder).exitCode == 64)
            try await run(test, ["backup", "--tables", ","], in: folder).expectError("invalid-request", exit: 3)
            try await run(test, ["backup", "--tables", "nothing"], in: folder).expectError("not-in-schema", exit: 3)
        }
    }

    /// Rows of other tables can refer to rows that the backup does not have.
    @Test(arguments: await TestServers.all())
    func tellsReferencesThatAreLost(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let folder = try TemporaryFolder()
            try await test.execute(
                "CREATE TABLE parents (a INT, b INT, PRIMARY KEY (a, b))",
                "CREATE TABLE children (id INT PRIMARY KEY, a INT, b INT, "
                    + "CONSTRAINT child_of FOREIGN KEY (a, b) REFERENCES parents (a, b))",
                "INSERT INTO parents VALUES (1, 1)",
                "INSERT INTO children VALUES (1, 1, 1)"
            )
            let saved = try await run(test, ["backup", "--tables", "parents", "--format", "json"], in: folder)
            let file = try saved.json(JSONObjects.Backup.self).file
            try await test.execute(
                "INSERT INTO parents VALUES (2, 2)",
                "INSERT INTO children VALUES (2, 2, 2), (3, 2, NULL)"
            )
            let result = try await run(test, ["restore", file, "--replace"], in: folder)
            result.expectDone()
            #expect(
                result.errors.contains(
                    "1 row of children refers to rows of parents that are not there (child_of)"
                ),
                "\(result.errors)"
            )
            #expect(try await test.count("parents") == 1)
            #expect(try await test.count("children") == 3)
        }
    }

    @Test(arguments: await TestServers.all())
    func hookTakesTheTablesThatAreAffected(server: TestServer) async throws {
        let file = "backup_directory: dumps\nhooks: {before_run: [{backup: , scope: affected}]}"
        try await HookCase.with(server, file) { hooks in
            try await hooks.run("up", "--to", Version.mergeInstitutions).expectDone()
            let name = try #require(hooks.folder.names(in: "dumps").first { !$0.hasSuffix(".json") })
            let manifest = try manifest(beside: hooks.folder.path("dumps/\(name)"))
            #expect(manifest.scope == .affected)
            #expect(manifest.run?.direction == "up")
            try hooks.configure("backup_directory: others\nhooks: {before_run: [{backup: affected}]}")
            let down = try await hooks.run("down")
            down.expectDone()
            #expect(down.errors.contains("before_run: backup affected"))
            let other = try #require(hooks.folder.names(in: "others").first { !$0.hasSuffix(".json") })
            #expect(try self.manifest(beside: hooks.folder.path("others/\(other)")).isPartial)
            for wrong in [
                "{backup: some}", "{backup: none}", "{backup: full, scope: affected}", "{backup: , scop: full}",
            ] {
                try hooks.configure("hooks: {before_run: [\(wrong)]}")
                try await hooks.run("up").expectError("invalid-configuration", exit: 3)
            }
        }
    }
}
