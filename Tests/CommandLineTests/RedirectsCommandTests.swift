import Foundation
import MySQLClient
import SutureTesting
import Testing

/// `suture redirects`: retired keys, and the source files that name them.
@Suite struct RedirectsCommandTests {
    private func merged(_ server: TestServer, _ body: (ToolCase) async throws -> Void) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Version.mergeInstitutions).expectDone()
            try await body(test)
        }
    }

    @Test(arguments: await TestServers.all())
    func listsRetiredKeys(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let before = try await test.run("redirects")
            before.expectDone()
            #expect(before.output.hasPrefix("No such key was retired: Suture has no tables in the schema "))
        }
        try await merged(server) { test in
            let text = try await test.expectUnchanged { try await test.run("redirects", "--table", "institutions") }
            text.expectDone()
            #expect(text.output.contains("7 retired keys."))
            #expect(text.output.contains(/(?m)^institutions  16 +5 +20261123090000$/))
            let one = try await test.run(
                "redirects",
                "--table",
                "institutions",
                "--key",
                "16",
                "--format",
                "json"
            )
            one.expectDone()
            let object = try one.json(JSONObjects.Redirects.self)
            #expect(object.count == 1)
            #expect(object.redirects.first?.survivor == "5")
            #expect(object.redirects.first?.via == [])
            let few = try await test.run("redirects", "--limit", "2")
            few.expectDone()
            #expect(few.output.contains("46 not listed; see --limit."))
        }
    }

    @Test(arguments: await TestServers.all())
    func findsRetiredKeysInASourceTree(server: TestServer) async throws {
        try await merged(server) { test in
            // A key of seven digits is unambiguous, and needs no table beside it.
            try await test.execute(
                """
                INSERT INTO suture_redirects
                  (version, step, round, ordinal, table_name, key_parts, old_key, survivor_key)
                VALUES (20261123090000, 1, 1, 99, 'institutions', 1, '1234567', '5'),
                  (20261123090000, 1, 1, 99, 'files', 1, '0x00112233445566778899AABBCCDDEEFF', '0x00'),
                  (20261123090000, 1, 1, 99, 'pairs', 2, '3/4', '3/5')
                """
            )
            let folder = try TemporaryFolder()
            let tree = folder.path("tree")
            try FileManager.default.createDirectory(atPath: tree + "/deep/.git", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: tree + "/deep/loop", withDestinationPath: tree)
            try folder.write(
                """
                let institutionId = 16
                let width = 16
                WHERE INSTITUTION_ID IN (1, 16, 160)
                institution price 16.5
                // 1234567, not 12345678
                institution_settings 160
                open("00112233-4455-6677-8899-aabbccddeeff")
                """,
                to: "tree/deep/code.swift"
            )
            try folder.write("institution 16", to: "tree/deep/.git/HEAD")
            try folder.write("institution\0 16", to: "tree/picture")
            try folder.write("institution 16" + String(repeating: " ", count: 2048), to: "tree/large")
            let options = ["redirects", "--scan", tree, "--max-file-size", "2"]
            let text = try await Tool.run(options, url: test.url)
            #expect(text.exitCode == 2)
            #expect(
                text.output == """
                    \(tree)/deep/code.swift:1: institutions 16 → 5
                    \(tree)/deep/code.swift:3: institutions 16 → 5
                    \(tree)/deep/code.swift:5: institutions 1234567 → 5
                    \(tree)/deep/code.swift:7: files 0x00112233445566778899AABBCCDDEEFF → 0x00
                    4 lines of 1 file name retired keys; 1 file read, 51 keys looked for.
                    Left out: 1 larger than 2 KiB, 1 binary.
                    1 key of several columns or words cannot be looked for.

                    """
            )
            let json = try await Tool.run(options + ["--format", "json", "--table", "files"], url: test.url)
            #expect(json.exitCode == 2)
            let scan = try json.json(JSONObjects.Scan.self)
            #expect(scan.scan.matches.map(\.line) == [7])
            let counts: [Int] = [scan.keys, scan.keysLeftOut, scan.scan.large, scan.scan.binary]
            #expect(counts == [1, 0, 1, 1] as [Int])

            let clean = try await Tool.run(
                ["redirects", "--scan", tree + "/deep/.git", "--table", "files"],
                url: test.url
            )
            clean.expectDone()
            #expect(clean.output.hasPrefix("0 lines of 0 files name retired keys"))
        }
    }

    @Test func refusesAFolderThatIsNotThere() async throws {
        let result = try await Tool.run(["redirects", "--scan", "/nowhere/at/all"], url: "mysql://root@localhost/none")
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("/nowhere/at/all"))
    }

    /// `down --plan` shows later writes by table.
    @Test(arguments: await TestServers.all())
    func previewsTheLossByTable(server: TestServer) async throws {
        try await merged(server) { test in
            try await test.execute(
                "UPDATE institutions SET website = 'since' WHERE id = 5",
                "INSERT INTO institutions (id, name) VALUES (16, 'Since')"
            )
            let text = try await test.expectUnchanged { try await test.run("down", "--plan") }
            #expect(text.exitCode == 2)
            #expect(text.output.contains(/(?m)^  table +changes to undo +rows in conflict +edited +key taken$/))
            #expect(text.output.contains(/(?m)^  institutions +9 +2 +1 +1$/))
            #expect(text.output.contains(/(?m)^  courses +28 +0 +0 +0$/))
            let json = try await test.run("down", "--plan", "--format", "json")
            let tables = try json.json(JSONObjects.DownPlan.self).tables
            let institutions = try #require(tables.first { $0.table == "institutions" })
            let counts: [Int] = [institutions.conflicts, institutions.edited, institutions.occupied]
            #expect(counts == [2, 1, 1] as [Int])
        }
    }
}
