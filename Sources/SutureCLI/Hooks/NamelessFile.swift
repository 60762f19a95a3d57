import Foundation

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// An unnamed file as the input of a program: a program that does not read it cannot break a pipe.
enum NamelessFile {
    /// Opens such a file with the given content, for reading; the caller closes it.
    static func open(_ content: some Sequence<UInt8>) throws -> FileDescriptor {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suture-hook-\(UUID().uuidString)")
        let path = FilePath(file.path)
        let writer = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .exclusiveCreate],
            permissions: .ownerReadWrite
        )
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            _ = try writer.writeAll(Array(content))
        } catch {
            try? writer.close()
            throw error
        }
        try writer.close()
        return try FileDescriptor.open(path, .readOnly)
    }
}
