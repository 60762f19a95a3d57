import Testing

@testable import MigrationIndexer

struct MigrationFileNameTests {
    @Test(arguments: [
        ("20261123090000_MergeDuplicateInstitutions.swift", 20_261_123_090_000, "MergeDuplicateInstitutions"),
        ("/a folder/20240229235959_V2.swift", 20_240_229_235_959, "V2"),
        ("00010101000000_A.swift", 10_101_000_000, "A"),
    ])
    func takesANameApart(path: String, version: Int64, name: String) throws {
        let fileName = try MigrationFileName(path: path)
        #expect(fileName.version == version)
        #expect(fileName.name == name)
        #expect(!fileName.file.contains("/"))
    }

    @Test(arguments: [
        ("2026_A.swift", "not named as a migration"),
        ("202611230900000_A.swift", "not named as a migration"),
        ("20261123090000.swift", "not named as a migration"),
        ("20261123090000-A.swift", "not named as a migration"),
        ("20261123090000_.swift", "no UpperCamelCase"),
        ("20261123090000_mergeAll.swift", "no UpperCamelCase"),
        ("20261123090000_Merge_All.swift", "no UpperCamelCase"),
        ("20261123090000_Überall.swift", "no UpperCamelCase"),
        ("20261123090000_1A.swift", "no UpperCamelCase"),
        ("20261123090000_Merge.copy.swift", "no UpperCamelCase"),
        ("20261123090000_Self.swift", "Swift or the index needs"),
        ("20261123090000_MigrationIndex.swift", "Swift or the index needs"),
        ("20260229000000_A.swift", "2026-02 has no day 29"),
        ("19000229000000_A.swift", "1900-02 has no day 29"),
        ("20261131000000_A.swift", "2026-11 has no day 31"),
        ("20261100000000_A.swift", "2026-11 has no day 00"),
        ("20261301000000_A.swift", "no month 13"),
        ("20260001000000_A.swift", "no month 00"),
        ("20261123240000_A.swift", "no hour 24"),
        ("20261123236000_A.swift", "no minute 60"),
        ("20261123235960_A.swift", "no second 60"),
        ("00000101000000_A.swift", "no year 0000"),
    ])
    func refusesAName(path: String, reason: String) throws {
        let diagnostic = try #require(throws: Diagnostic.self) { try MigrationFileName(path: path) }
        #expect(diagnostic.description.hasPrefix("\(path):1:1: error: "))
        #expect(diagnostic.message.contains(reason))
    }

    @Test func leavesHelpersAlone() {
        #expect(MigrationFileName.isCandidate("2_A.swift"))
        #expect(!MigrationFileName.isCandidate("Helper.swift"))
        #expect(!MigrationFileName.isCandidate("_20261123090000_A.swift"))
        #expect(!MigrationFileName.isCandidate("20261123090000_A.sql"))
        #expect(!MigrationFileName.isCandidate("٣_A.swift"))
    }
}
