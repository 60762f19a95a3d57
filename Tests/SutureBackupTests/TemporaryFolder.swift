import Foundation

/// A folder for one test, removed afterwards.
struct TemporaryFolder: Sendable {
    let path: String

    static func with<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let parent = FileManager.default.temporaryDirectory
        let folder = TemporaryFolder(path: parent.appendingPathComponent("suture-backup-\(UUID().uuidString)").path)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try await body(folder)
    }

    /// Writes a shell script that plays a program, and returns its path.
    @discardableResult
    func script(_ name: String, _ body: String) throws -> String {
        let file = "\(path)/\(name)"
        let source = "\(path)/.\(name)"
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(fileURLWithPath: source))
        // Written by another process: one that tests fork meanwhile would hold this process's descriptor of it open,
        // and a file that is open for writing cannot be run.
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: "/usr/bin/install")
        copy.arguments = ["-m", "700", source, file]
        try copy.run()
        copy.waitUntilExit()
        try FileManager.default.removeItem(atPath: source)
        return file
    }

    /// Returns the names in a folder below, sorted; none if it is missing.
    func files(in folder: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }
}
