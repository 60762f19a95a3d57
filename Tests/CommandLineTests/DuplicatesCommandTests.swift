import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Equal rows, and a review of similar ones, as shown by the tool.
@Suite struct DuplicatesCommandTests {
    private static let tables: [Statement] = [
        "CREATE TABLE schools (id INT PRIMARY KEY, name VARCHAR(50)) COLLATE utf8mb4_unicode_ci",
        """
        INSERT INTO schools VALUES (1, 'XYZ Language School'), (2, 'XYZ Langauge School'), (3, 'xyz language school'),
          (4, 'Language School, XYZ'), (5, 'Ecole 12'), (6, 'Ecole 13'), (7, '?!'), (8, '!!'), (9, NULL)
        """,
    ]

    private func with(_ server: TestServer, _ body: (ToolCase, String) async throws -> Void) async throws {
        try await ToolCase.withEmptySchema(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let path = "\(NSTemporaryDirectory())\(test.database).review"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await body(test, path)
        }
    }

    @Test(arguments: await TestServers.all())
    func countsEqualRowsAndNamesTheCollation(server: TestServer) async throws {
        try await with(server) { test, _ async throws in
            let result = try await test.run("analyze", "--duplicates", "Schools", "--by", "name")
            result.expectDone()
            #expect(
                result.output.contains(
                    "2 rows are equal to others in (name) under utf8mb4_unicode_ci, in 1 class; the largest has 2."
                )
            )
            result.expectHidden(["XYZ", "Ecole"])
        }
    }

    @Test(arguments: await TestServers.all())
    func proposesAReviewAndNeverWritesOverOne(server: TestServer) async throws {
        try await with(server) { test, path async throws in
            let propose = {
                try await test.run("analyze", "--duplicates", "schools", "--by", "name", "--near", "--output", path)
            }
            let written = try await propose()
            written.expectDone()
            written.expectHidden(["XYZ", "Ecole"])
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(
                text.contains(
                    "[xyz language school]\n?        1  XYZ Language School ×2\n?        2  XYZ Langauge School\n"
                )
            )
            #expect(text.contains("\n?        4  Language School, XYZ\n"))
            #expect(!text.contains("Ecole") && !text.contains("?!"))
            try await test.execute("UPDATE schools SET name = 'other' WHERE id = 2")
            let again = try await propose()
            again.expectError("review-not-written", exit: 3)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsWhichNameIsWrong(server: TestServer) async throws {
        try await with(server) { test, path async throws in
            let column = try await test.run(
                "analyze",
                "--duplicates",
                "schools",
                "--by",
                "nmae",
                "--near",
                "--output",
                path
            )
            column.expectError("column-missing", exit: 3)
            #expect(!FileManager.default.fileExists(atPath: path))
            let table = try await test.run("analyze", "--duplicates", "scools", "--by", "name")
            table.expectError("table-missing", exit: 3)
            let alone = try await test.run("analyze", "--duplicates", "schools")
            #expect(alone.exitCode == 64)
        }
    }
}
