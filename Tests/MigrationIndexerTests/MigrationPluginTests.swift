import Foundation
import Testing

/// A package that applies the plugin to its own folder of migrations, built by SwiftPM as a user's package is.
@Suite(.timeLimit(.minutes(120)))
struct MigrationPluginTests {
    private static let manifest = """
        // swift-tools-version: 6.1
        import PackageDescription

        let package = Package(
            name: "application",
            platforms: [.macOS(.v15)],
            targets: [
                .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
                .executableTarget(name: "MigrationIndexer", dependencies: ["CCrypto"]),
                .plugin(
                    name: "MigrationPlugin",
                    capability: .buildTool(),
                    dependencies: ["MigrationIndexer"],
                    path: "Sources/MigrationPlugin"
                ),
                .target(name: "SutureCore"),
                .target(name: "Migrations", dependencies: ["SutureCore"], path: "Migrations", plugins: ["MigrationPlugin"]),
                .executableTarget(name: "list", dependencies: ["SutureCore", "Migrations"]),
            ]
        )
        """
    /// The two declarations that the index needs, so that the test does not build all of SutureCore.
    private static let core = """
        public protocol Migration: Sendable {}
        public struct RegisteredMigration: Sendable {
            public let version: Int64
            public let make: @Sendable () -> any Migration
            public init(
                version: Int64, name: String, file: String, checksum: String, make: @escaping @Sendable () -> any Migration
            ) {
                self.version = version
                self.make = make
            }
        }
        """
    private static let list = """
        import Migrations
        import SutureCore
        print(MigrationIndex.all.map { "\\($0.version) \\(type(of: $0.make()))" }.joined(separator: ", "))
        """

    @Test func followsTheFolderThroughItsChanges() throws {
        let files = [
            "Package.swift": Self.manifest,
            "Sources/SutureCore/Core.swift": Self.core,
            "Sources/list/main.swift": Self.list,
            "Migrations/Helper.swift": "struct Helper {}\n",
        ]
        try TemporaryFolder.with(files) { folder in
            try linkSources(into: folder)
            let first = "Migrations/20261122090000_First.swift"
            let second = "Migrations/20261123090000_Second.swift"
            let source = "import SutureCore\nstruct First: Migration {}\n"
            #expect(try build(folder) == "")

            try folder.write("import SutureCore\nstruct Second: Migration {}\n", to: second)
            #expect(try build(folder) == "20261123090000 Second")

            try folder.write(source, to: first)
            #expect(try build(folder) == "20261122090000 First, 20261123090000 Second")

            try folder.write("import SutureCore\nstruct Other: Migration {}\n", to: first)
            let faulty = try swiftBuild(folder)
            #expect(faulty.exitCode != 0)
            #expect(faulty.output.contains("20261122090000_First.swift:2:8: error: "))
            #expect(faulty.output.contains("declares 'struct Other'"))

            try folder.write(source, to: first)
            try FileManager.default.removeItem(atPath: folder.path(second))
            #expect(try build(folder) == "20261122090000 First")
        }
    }

    private func linkSources(into folder: TemporaryFolder) throws {
        let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        for target in ["CCrypto", "MigrationIndexer", "MigrationPlugin"] {
            try FileManager.default.createSymbolicLink(
                at: folder.url.appendingPathComponent("Sources/\(target)"),
                withDestinationURL: repository.appendingPathComponent("Sources/\(target)")
            )
        }
    }

    private func swiftBuild(_ folder: TemporaryFolder) throws -> ProgramRun {
        try ProgramRun(
            URL(fileURLWithPath: "/usr/bin/env"),
            ["swift", "build", "--disable-sandbox", "--package-path", folder.url.path, "-j", "2"]
        )
    }

    private func build(_ folder: TemporaryFolder) throws -> String {
        let run = try swiftBuild(folder)
        try #require(run.exitCode == 0, "\(run.output)")
        let list = try ProgramRun(folder.url.appendingPathComponent(".build/debug/list"), [])
        return list.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
