import Foundation
import MySQLClient
import SutureTesting
import Testing

/// `fingerprint`, saved and compared.
@Suite struct FingerprintCommandTests {
    @Test(arguments: await TestServers.all())
    func hashesTheTablesAndLeavesTheStateOut(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let before = try await test.run("fingerprint", "--format", "json")
            before.expectDone()
            let object = try before.json(JSONObjects.Fingerprint.self)
            #expect(object.differences == nil)
            #expect(object.fingerprint.tables.contains { $0.name == "institutions" && $0.rows > 0 })
            #expect(object.fingerprint.tables.allSatisfy { $0.content.count == 64 && $0.definition.count == 64 })
            try await test.run("up").expectDone()
            let after = try await test.run("fingerprint", "--format", "json").json(JSONObjects.Fingerprint.self)
            #expect(after.fingerprint.tables.map(\.name) == object.fingerprint.tables.map(\.name))
            #expect(after.fingerprint.schema != object.fingerprint.schema)
            let one = try await test.run("fingerprint", "--tables", "institutions,students")
            #expect(one.output.split(separator: "\n").count == 4)
            #expect(one.output.contains("\ndigest: "))
            #expect(object.digest.count == 64)
            #expect(after.digest != object.digest)
            #expect(one.output.contains("schema, 2 tables: "))
            before.expectHidden(try await test.values())
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsWhatDiffersWithoutAValue(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let file = try TemporaryFolder()
            let path = file.path("before.json")
            try await test.run("fingerprint", "--save", path).expectDone()
            let same = try await test.run("fingerprint", "--compare", path)
            same.expectDone()
            #expect(same.output == "Nothing differs.\n")

            try await test.execute(
                "UPDATE institutions SET website = 'https://secret.example' WHERE id = 5",
                "CREATE TABLE added (id INT PRIMARY KEY)",
                "ALTER TABLE students ADD COLUMN added_ INT",
                "DELETE FROM enrollments WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM enrollments) e)"
            )
            let other = try await test.run("fingerprint", "--compare", path)
            #expect(other.exitCode == 2)
            let lines = Set(other.output.split(separator: "\n").map(String.init))
            #expect(lines.contains("institutions: content differs"))
            #expect(lines.contains("added: the table is new"))
            #expect(lines.contains("students: definition differs"))
            #expect(lines.contains { $0.hasPrefix("enrollments: ") && $0.contains(" became ") })
            other.expectHidden(["secret.example"])

            try await test.execute("DROP TABLE added", "DROP TABLE audit_log")
            let gone = try await test.run("fingerprint", "--compare", path, "--format", "json")
            #expect(gone.exitCode == 2)
            let differences = try #require(try gone.json(JSONObjects.Fingerprint.self).differences)
            #expect(differences.contains("audit_log: the table is gone"))
            let selected = try await test.run("fingerprint", "--compare", path, "--tables", "courses")
            selected.expectDone()
        }
    }

    @Test(arguments: await TestServers.all())
    func provesARollback(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let file = try TemporaryFolder()
            let start = try await test.run("fingerprint", "--save", file.path("start.json"))
            start.expectDone()
            try await test.run("up").expectDone()
            #expect(try await test.run("fingerprint", "--compare", file.path("start.json")).exitCode == 2)
            try await test.run("down", "--to", "0").expectDone()
            try await test.run("fingerprint", "--compare", file.path("start.json")).expectDone()
            #expect(try await test.run("fingerprint").output == start.output)

            // An edit of a column that no migration wrote is no conflict, but the fingerprint shows it.
            try await test.run("up").expectDone()
            try await test.execute("UPDATE institutions SET website = 'https://new.example' ORDER BY id LIMIT 1")
            let down = try await test.run(
                "down",
                "--to",
                "0",
                "--on-conflict",
                "keep",
                "--fingerprint",
                file.path("start.json")
            )
            #expect(down.exitCode == 2)
            #expect(down.output.contains("institutions: content differs"))
            try await test.run("up").expectDone()
            let missing = try await test.expectUnchanged {
                try await test.run("down", "--fingerprint", file.path("missing.json"))
            }
            missing.expectError("fingerprint-unreadable", exit: 3)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesWhatIsNoFingerprint(server: TestServer) async throws {
        try await ToolCase.withEmptySchema(server) { test in
            let file = try TemporaryFolder()
            try file.write("{}", to: "other.json")
            for path in [file.path("missing.json"), file.path("other.json")] {
                try await test.run("fingerprint", "--compare", path)
                    .expectError("fingerprint-unreadable", exit: 3)
            }
            try await test.run("fingerprint", "--save", file.path("no/folder.json"))
                .expectError("fingerprint-not-written", exit: 3)
            try await test.run("fingerprint", "--tables", "missing").expectError("table-missing", exit: 3)
        }
    }
}
