import Foundation
import Subprocess
import SutureCore

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The file of a backup, read piece by piece.
struct DumpSource: Sendable {
    let path: String
    let compression: Compression

    private static let pieceSize = 1 << 20

    /// Returns the current SHA-256 and size of the file.
    func digest() async throws -> (sha256: String, bytes: Int64) {
        let reader = try FileReader(path: path)
        var hash = try ContentHash()
        var bytes: Int64 = 0
        while let piece = try await reader.next(Self.pieceSize) {
            try Task.checkCancellation()
            try piece.withUnsafeBytes { try hash.update($0) }
            bytes += Int64(piece.count)
        }
        return (try hash.finish(), bytes)
    }

    /// Passes the decompressed dump to a closure, without a shell and in constant memory.
    ///
    /// - Throws: The error of `body`, or `BackupError` when the file cannot be read or decompressed.
    func read(_ body: ([UInt8]) async throws -> Void) async throws {
        guard let program = try CompressionProgram.find(compression) else {
            let reader = try FileReader(path: path)
            while let piece = try await reader.next(Self.pieceSize) {
                try Task.checkCancellation()
                try await body(piece)
            }
            return
        }
        do {
            let pipe = try ProgramPipe()
            let output = PipeEnd(pipe.reading)
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            let result = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(program.decompressing),
                environment: DumpEnvironment.environment(),
                platformOptions: ProgramGroup.options,
                input: .fileDescriptor(file, closeAfterSpawningProcess: true),
                output: .fileDescriptor(pipe.writing, closeAfterSpawningProcess: true),
                error: .string(limit: 64 * 1024)
            ) { execution in
                do {
                    while let bytes = try await output.read() { try await body(bytes) }
                } catch {
                    await execution.teardown(using: ProgramGroup.teardown)
                    throw error
                }
            }
            try Task.checkCancellation()
            guard result.terminationStatus.isSuccess else {
                throw ManifestFile.invalid("\(program.path) cannot decompress \(path).")
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw program.failure("\(error)")
        }
    }
}

/// Reads a file on a queue of its own, because `read` blocks.
private actor FileReader {
    private let handle: FileHandle
    private let path: String
    private let executor = QueueExecutor(label: "suture.backup.read")

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ManifestFile.invalid("\(path) cannot be read.")
        }
        self.handle = handle
        self.path = path
    }

    /// Returns the next piece, or nil at the end.
    func next(_ size: Int) throws -> [UInt8]? {
        guard let data = try? handle.read(upToCount: size) else { return nil }
        return data.isEmpty ? nil : Array(data)
    }
}
