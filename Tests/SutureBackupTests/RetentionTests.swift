import Foundation
import SutureCore
import Testing

@testable import SutureBackup

/// The backups that are removed.
struct RetentionTests {
    /// Writes a backup that was finished the given number of days ago.
    private func backup(_ name: String, of database: String, daysAgo: Double, in folder: TemporaryFolder) throws {
        let path = "\(folder.path)/\(name)"
        try Data("12345".utf8).write(to: URL(fileURLWithPath: path))
        let date = Date.now.addingTimeInterval(-86_400 * daysAgo).formatted(.iso8601)
        let manifest = BackupManifest(
            tool: "",
            database: database,
            characterSet: "utf8mb4",
            collation: "",
            server: .init(vendor: "mysql", version: "1"),
            program: .init(path: "", version: "", options: []),
            compression: "none",
            started: date,
            finished: date,
            position: nil,
            snapshot: .none,
            selection: nil,
            file: name,
            sha256: "",
            bytes: 5,
            plainBytes: 5,
            schema: "",
            tables: [],
            objects: []
        )
        _ = try ManifestFile.write(manifest, beside: path)
    }

    private func withBackups(_ body: (TemporaryFolder) throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            for (name, days) in [("a", 1.0), ("b", 2), ("c", 3), ("d", 40)] {
                try backup(name, of: "school", daysAgo: days, in: folder)
            }
            try backup("other", of: "shop", daysAgo: 90, in: folder)
            try Data("1".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/school-foreign.sql"))
            try body(folder)
        }
    }

    @Test func keepsTheNewestOfTheSchema() async throws {
        try await withBackups { folder in
            #expect(try Retention().apply(in: folder.path, database: "school") == [])
            let gone = try Retention(count: 2).apply(in: folder.path, database: "school")
            #expect(Set(gone) == ["\(folder.path)/c", "\(folder.path)/d"])
            #expect(
                folder.files() == [
                    "a", "a.manifest.json", "b", "b.manifest.json", "other", "other.manifest.json",
                    "school-foreign.sql",
                ]
            )
        }
    }

    @Test func keepsTheLastGoodOneHoweverOld() async throws {
        try await withBackups { folder in
            #expect(try Retention(days: 30).apply(in: folder.path, database: "school").count == 1)
            #expect(try Retention(days: 30).apply(in: folder.path, database: "shop").count == 0)
            // The newest is cut short, so that the one before it is the last good one.
            try Data("1".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/a"))
            let later = Date.now.addingTimeInterval(86_400 * 300)
            _ = try Retention(days: 30).apply(in: folder.path, database: "school", now: later)
            #expect(folder.files().contains("b"))
            #expect(!folder.files().contains("c"))
        }
    }
}
