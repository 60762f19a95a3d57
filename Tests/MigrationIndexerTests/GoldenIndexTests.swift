import Foundation
import Testing

/// The built tool on folders, its output compared letter by letter.
struct GoldenIndexTests {
    private static let merge = "20261123090000_MergeDuplicateInstitutions.swift"
    private static let mergeSource = "struct MergeDuplicateInstitutions: Migration {}\n"

    @Test func writesTheMigrationsInTheOrderOfVersions() throws {
        let files = [
            Self.merge: Self.mergeSource,
            "20261124080000_AddUnique.swift": "public struct AddUnique : Migration {}\n",
            "20251231235959_First.swift": "import SutureCore\n\nstruct First\n    : Migration\n{\n}\n",
            "Helpers.swift": "struct Helper {}\n",
        ]
        try TemporaryFolder.with(files) { folder in
            let run = try ProgramRun.indexer(on: folder)
            #expect(run.output == "")
            #expect(run.exitCode == 0)
            // The checksums are those of the sha256sum program.
            #expect(
                try folder.read("MigrationIndex.swift") == """
                    import SutureCore

                    /// Every migration of this target, in the order of versions.
                    public enum MigrationIndex {
                        /// The registered migrations, with the SHA-256 of each file as it was built.
                        public static let all: [RegisteredMigration] = [
                            RegisteredMigration(version: 20251231235959, name: "First", \
                    file: "20251231235959_First.swift", \
                    checksum: "dd070fc0d84538bd6bb74d9b89c0d3a5ac13eca01f894b083c503be54c0c15f2") { First() },
                            RegisteredMigration(version: 20261123090000, name: "MergeDuplicateInstitutions", \
                    file: "20261123090000_MergeDuplicateInstitutions.swift", \
                    checksum: "a94508105109334fab948caa5786d94144779821a14cf6abc2ea52656fb89ff3") \
                    { MergeDuplicateInstitutions() },
                            RegisteredMigration(version: 20261124080000, name: "AddUnique", \
                    file: "20261124080000_AddUnique.swift", \
                    checksum: "1f2d4246596b6914f49f3e17f5eb5c09266116297d6a7e869ad68c7d29fef5cd") { AddUnique() },
                        ]
                    }

                    """
            )
        }
    }

    @Test func writesAnEmptyListForATargetOfHelpers() throws {
        try TemporaryFolder.with(["Helpers.swift": "struct Helper {}\n"]) { folder in
            let run = try ProgramRun.indexer(on: folder)
            #expect(run.exitCode == 0)
            #expect(
                try folder.read("MigrationIndex.swift") == """
                    import SutureCore

                    /// Every migration of this target, in the order of versions.
                    public enum MigrationIndex {
                        /// The registered migrations, with the SHA-256 of each file as it was built.
                        public static let all: [RegisteredMigration] = []
                    }

                    """
            )
        }
    }

    @Test func tellsEveryFaultOnceAndWritesNothing() throws {
        let files = [
            Self.merge: Self.mergeSource,
            "20261123090000_Other.swift": "/* a */ struct Another: Migration {}\n",
            "2026_Bad.swift": "struct Bad {}\n",
        ]
        try TemporaryFolder.with(files) { folder in
            let run = try ProgramRun.indexer(on: folder)
            #expect(run.exitCode == 1)
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix(folder.path("20261123090000_Other.swift") + ":1:16: error: ") == true)
            #expect(lines.last?.hasPrefix(folder.path("2026_Bad.swift") + ":1:1: error: ") == true)
            #expect(!FileManager.default.fileExists(atPath: folder.path("MigrationIndex.swift")))
        }
    }

    @Test func tellsItsUsageWithoutAnOutput() throws {
        let run = try ProgramRun(ProgramRun.builtTool, ["A.swift"])
        #expect(run.exitCode == 64)
        #expect(run.output.hasPrefix("usage: MigrationIndexer --output"))
    }

    @Test func tellsAFileThatCannotBeRead() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path(Self.merge)
            let run = try ProgramRun(ProgramRun.builtTool, ["--output", folder.path("Index.swift"), path])
            #expect(run.exitCode == 1)
            #expect(run.output.hasPrefix("\(path):1:1: error: The file cannot be read"))
        }
    }
}
