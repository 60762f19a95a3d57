import Foundation
import SutureCore

/// The manifest's file beside a backup.
enum ManifestFile {
    /// The ending appended to the name of a backup.
    static let ending = ".manifest.json"

    /// Writes the manifest of a file: for this user alone, completely or not at all.
    static func write(_ manifest: BackupManifest, beside file: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(manifest) + Data("\n".utf8)
        let path = file + ending
        let partial = path + ".partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DumpFile.writeFailed(partial, errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: text)
            try handle.synchronize()
            try handle.close()
            guard rename(partial, path) == 0 else { throw DumpFile.writeFailed(path, errno) }
            try DumpFile.synchronizeDirectory(of: path)
        } catch {
            unlink(partial)
            unlink(path)
            throw error is BackupError ? error : DumpFile.writeFailed(path, EIO)
        }
        return path
    }

    /// Reads the manifest of a file.
    ///
    /// - Throws: `BackupError` with `.backupInvalid` when no manifest exists that this version can read.
    static func read(beside file: String) throws -> BackupManifest {
        let path = file + ending
        guard let data = FileManager.default.contents(atPath: path) else {
            throw invalid("\(file) has no manifest; \(path) is missing or cannot be read.")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data),
            manifest.format == BackupManifest.currentFormat
        else {
            throw invalid("\(path) is not a manifest that this version can read.")
        }
        return manifest
    }

    /// Returns the error of a backup that is not trustworthy.
    static func invalid(_ message: String, _ details: [String] = []) -> BackupError {
        BackupError(
            .backupInvalid,
            message,
            remedy: "Take another backup, or another copy of this one with its manifest.",
            details: details
        )
    }
}
