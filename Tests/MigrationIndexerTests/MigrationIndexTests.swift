import Testing

@testable import MigrationIndexer

struct MigrationIndexTests {
    private func index(_ files: [String: String]) throws -> MigrationIndex {
        try MigrationIndex(paths: Array(files.keys)) { Array((files[$0] ?? "").utf8) }
    }

    @Test func refusesTwoFilesOfOneVersion() throws {
        let faults = try #require(throws: MigrationIndex.Faults.self) {
            try index([
                "/m/20261123090000_A.swift": "struct A {}",
                "/m/20261123090000_B.swift": "struct B {}",
            ])
        }
        let message =
            "/m/20261123090000_B.swift:1:1: error: Version 20261123090000 is used by '20261123090000_A.swift' and by "
            + "'20261123090000_B.swift'. Give one of them a later date and time."
        #expect(faults.diagnostics.map(\.description) == [message])
    }

    @Test func refusesTwoFilesOfOneType() throws {
        let faults = try #require(throws: MigrationIndex.Faults.self) {
            try index([
                "/m/20261123090000_A.swift": "struct A {}",
                "/m/20261124090000_A.swift": "struct A {}",
            ])
        }
        let message =
            "/m/20261124090000_A.swift:1:1: error: Type 'A' is named by '20261123090000_A.swift' and by "
            + "'20261124090000_A.swift'. Rename one of the types and its file."
        #expect(faults.diagnostics.map(\.description) == [message])
    }

    @Test func tellsTheFaultsOfAllFiles() throws {
        let faults = try #require(throws: MigrationIndex.Faults.self) {
            try index(["/m/2_B.swift": "", "/m/20261123090000_A.swift": "class A {}", "/m/1_A.swift": ""])
        }
        #expect(
            faults.diagnostics.map(\.path) == ["/m/1_A.swift", "/m/20261123090000_A.swift", "/m/2_B.swift"]
        )
    }

    @Test func refusesAFileThatIsNotUTF8() throws {
        let faults = try #require(throws: MigrationIndex.Faults.self) {
            try MigrationIndex(paths: ["/m/20261123090000_A.swift"]) { _ in [0xFF] + Array("struct A {}".utf8) }
        }
        #expect(faults.diagnostics.first?.message.contains("not valid UTF-8") == true)
    }
}
