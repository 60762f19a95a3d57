import Foundation

/// A file that only this user may read, in a folder that only this user may enter, for the duration of one run.
package struct TemporarySecretFile {
    /// The path of the file.
    package let path: String

    /// Runs `body` with a file that contains `text`, and removes the file in any case.
    package static func with<Result>(
        _ text: String,
        name: String,
        _ body: (TemporarySecretFile) async throws -> Result
    ) async throws -> Result {
        let file = try TemporarySecretFile(text, name: name)
        defer { file.remove() }
        return try await body(file)
    }

    private init(_ text: String, name: String) throws {
        let parent = FileManager.default.temporaryDirectory.path
        var template = Array("\(parent)/suture-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.notWritable(parent, errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self) + "/" + name
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            defer { remove() }
            throw Self.notWritable(path, errno)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            remove()
            throw Self.notWritable(path, EIO)
        }
    }

    private func remove() {
        unlink(path)
        rmdir(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private static func notWritable(_ path: String, _ cause: Int32) -> BackupError {
        BackupError(
            .directoryNotWritable,
            "No temporary file can be made at \(path): \(String(cString: strerror(cause))).",
            remedy: "Set TMPDIR to a directory that this user may write to."
        )
    }
}
