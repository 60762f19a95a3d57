import MySQLClient
import SutureCore
import SutureRepair
import Testing

@Suite struct MigrationCatalogTests {
    private struct Sample: Migration {
        var steps: [any Step] { Update("t", set: ["a": "1"], where: "TRUE") }
    }

    private func migration(_ version: Int64, file: String) -> RegisteredMigration {
        RegisteredMigration(version: version, name: "Sample", file: file, checksum: "") { Sample() }
    }

    @Test func sortsByVersion() throws {
        let catalog = try MigrationCatalog([
            migration(20_260_202_000_000, file: "b"), migration(20_260_101_000_000, file: "a"),
        ])
        #expect(catalog.all.map(\.file) == ["a", "b"])
    }

    @Test func refusesTwoMigrationsOfOneVersion() throws {
        let error = #expect(throws: SutureError.self) {
            _ = try MigrationCatalog([migration(1, file: "a.swift"), migration(1, file: "b.swift")])
        }
        #expect(error?.code == .duplicateVersion)
        #expect(error?.message.contains("a.swift") == true)
        #expect(error?.message.contains("b.swift") == true)
    }
}
