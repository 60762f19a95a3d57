import Foundation

/// A folder of files for one test.
struct TemporaryFolder {
    let url: URL

    /// Runs `body` with a folder that holds `files`, and removes it afterwards.
    static func with<Result>(
        _ files: [String: String] = [:],
        _ body: (TemporaryFolder) throws -> Result
    ) throws -> Result {
        let name = "suture-indexer-\(UUID().uuidString)"
        let folder = TemporaryFolder(url: FileManager.default.temporaryDirectory.appendingPathComponent(name))
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder.url) }
        for (file, text) in files {
            try folder.write(text, to: file)
        }
        return try body(folder)
    }

    func path(_ file: String) -> String {
        url.appendingPathComponent(file).path
    }

    func write(_ text: String, to file: String) throws {
        let target = url.appendingPathComponent(file)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: target)
    }

    func read(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(file)), as: UTF8.self)
    }
}
