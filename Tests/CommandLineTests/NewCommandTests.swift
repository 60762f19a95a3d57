import Foundation
import Testing

/// `new`, which needs no database.
@Suite struct NewCommandTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("Migrations"), withIntermediateDirectories: true)
        return folder
    }

    /// Has the compiler parse Swift files.
    private func parse(_ files: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swiftc", "-parse", "-swift-version", "6"] + files
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test(arguments: ["blank", "merge", "sync", "orphans", "unique", "foreign-key", "sql"])
    func writesAMigrationAndItsTest(template: String) async throws {
        let folder = try folder()
        let result = try await Tool.run(["new", "repair a few rows", "--template", template], in: folder.url)
        result.expectDone()
        let migration = try #require(folder.names(in: "Migrations").first)
        #expect(migration.wholeMatch(of: #/\d{14}_RepairAFewRows\.swift/#) != nil)
        #expect(folder.names(in: "Tests/MigrationTests") == ["RepairAFewRowsTests.swift"])
        #expect(result.output == "Migrations/\(migration)\nTests/MigrationTests/RepairAFewRowsTests.swift\n")
        let source = try folder.read("Migrations/\(migration)")
        #expect(source.contains("struct RepairAFewRows: Migration"))
        let test = try folder.read("Tests/MigrationTests/RepairAFewRowsTests.swift")
        #expect(test.contains("version: \(migration.prefix(14))"))
        try parse([
            folder.path("Migrations/\(migration)"), folder.path("Tests/MigrationTests/RepairAFewRowsTests.swift"),
        ])
    }

    @Test func givesEveryMigrationALaterVersion() async throws {
        let folder = try folder()
        try folder.write("", to: "Migrations/29991231235958_FarAhead.swift")
        for title in ["first", "second"] {
            try await Tool.run(["new", title], in: folder.url).expectDone()
        }
        let names = folder.names(in: "Migrations")
        #expect(names.dropFirst() == ["29991231235959_First.swift", "30000101000000_Second.swift"])
    }

    @Test func refusesANameThatIsTaken() async throws {
        let folder = try folder()
        try await Tool.run(["new", "repair rows"], in: folder.url).expectDone()
        let before = folder.names(in: "Migrations")
        let result = try await Tool.run(["new", "Repair rows!"], in: folder.url)
        result.expectError("name-taken", exit: 3)
        #expect(folder.names(in: "Migrations") == before)
    }

    @Test func doesNotOverwriteATestThatIsThere() async throws {
        let folder = try folder()
        try FileManager.default.createDirectory(atPath: folder.path("Tests"), withIntermediateDirectories: true)
        try folder.write("// by hand\n", to: "Tests/RepairRowsTests.swift")
        let result = try await Tool.run(["new", "repair rows", "--tests", "Tests"], in: folder.url)
        result.expectError("name-taken", exit: 3)
        #expect(try folder.read("Tests/RepairRowsTests.swift") == "// by hand\n")
        #expect(folder.names(in: "Migrations") == [])
    }

    @Test func refusesAFolderThatIsNotThere() async throws {
        let folder = try TemporaryFolder()
        let result = try await Tool.run(["new", "repair rows"], in: folder.url)
        result.expectError("directory-missing", exit: 3)
        #expect(folder.names(in: "Tests") == [])
    }

    @Test func writesNothingWhenTheTestCannotBeWritten() async throws {
        let folder = try folder()
        try folder.write("", to: "file")
        let result = try await Tool.run(["new", "repair rows", "--tests", "file/Tests"], in: folder.url)
        result.expectError("directory-not-writable", exit: 3)
        #expect(folder.names(in: "Migrations") == [])
    }
}
