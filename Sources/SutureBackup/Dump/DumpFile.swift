import Foundation
import SutureCore

/// The file of a dump: partial until it is verified as complete, then on disk under its own name.
///
/// An actor on a queue of its own, because `write` and `fsync` block. If abandoned without `finish`, it removes its
/// file.
actor DumpFile {
    /// The content written so far.
    struct Content: Sendable {
        /// The bytes of the dump itself.
        var bytes: Int64 = 0
        /// The bytes in the file.
        var storedBytes: Int64 = 0
        var scanner = DumpScanner()
    }

    private(set) var content = Content()

    private let partialPath: String
    private let finishedPath: String
    private var descriptor: Int32
    private var hash: ContentHash?
    private let executor: QueueExecutor

    /// The name of the finished file.
    nonisolated var name: String {
        URL(fileURLWithPath: finishedPath).lastPathComponent
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates the directory if it is missing (0700) and the partial file in it (0600).
    init(
        database: String,
        directory: String,
        compression: Compression = .none,
        date: Date = .now
    ) throws {
        try Self.makeDirectory(directory)
        let name = DumpFileName(database: database, date: date, compression: compression)
        var attempt = 0
        var opened: Int32
        var paths: (partial: String, finished: String)
        repeat {
            attempt += 1
            paths = (
                "\(directory)/\(name.partial(attempt: attempt))", "\(directory)/\(name.finished(attempt: attempt))"
            )
            // Only the holder of the partial name may take the finished name, so two dumps never overwrite each other.
            opened = open(paths.partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if opened >= 0, access(paths.finished, F_OK) == 0 {
                close(opened)
                unlink(paths.partial)
                opened = -1
                errno = EEXIST
            }
        } while opened < 0 && errno == EEXIST && attempt < 1_000
        guard opened >= 0 else { throw Self.notWritable(directory, errno) }
        partialPath = paths.partial
        finishedPath = paths.finished
        descriptor = opened
        hash = try ContentHash()
        executor = QueueExecutor(label: "suture.backup.file")
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(partialPath)
        }
    }

    /// Writes the next piece of an uncompressed dump and returns the content written so far.
    func write(_ bytes: [UInt8]) throws -> Content {
        try append(bytes)
        return scan(bytes)
    }

    /// Scans the next piece of a dump before it is compressed.
    func scan(_ bytes: [UInt8]) -> Content {
        bytes.withUnsafeBytes { content.scanner.scan($0) }
        content.bytes += Int64(bytes.count)
        return content
    }

    /// Writes the next piece of the file.
    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Self.writeFailed(partialPath, errno)
                }
                rest = rest.dropFirst(count)
            }
            content.storedBytes += Int64(buffer.count)
            try hash?.update(buffer)
        }
    }

    /// Returns the SHA-256 of everything written; nothing may be written after it.
    func digest() throws -> String {
        guard let hash = hash.take() else { throw Self.writeFailed(partialPath, EINVAL) }
        return try hash.finish()
    }

    /// Moves the file to its own name on disk and returns its path; on an error no file remains.
    func finish() throws -> String {
        guard fsync(descriptor) == 0, rename(partialPath, finishedPath) == 0 else {
            let cause = errno
            discard()
            throw Self.writeFailed(partialPath, cause)
        }
        close(descriptor)
        descriptor = -1
        do {
            try Self.synchronizeDirectory(of: finishedPath)
        } catch {
            unlink(finishedPath)
            throw error
        }
        return finishedPath
    }

    /// Closes and removes the partial file.
    func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(partialPath)
    }
}

extension DumpFile {
    private static func makeDirectory(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw BackupError(
                .directoryNotWritable,
                "The directory \(directory) cannot be made: \(error.localizedDescription)",
                remedy: directoryRemedy
            )
        }
    }

    /// Makes the renaming survive a loss of power.
    static func synchronizeDirectory(of path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw writeFailed(path, errno) }
        defer { close(descriptor) }
        // Some file systems have no fsync of a directory (EINVAL); nothing more can be done there.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw writeFailed(path, errno) }
    }

    private static let directoryRemedy = "Name a directory that this user may write to."

    private static func notWritable(_ directory: String, _ cause: Int32) -> BackupError {
        BackupError(
            .directoryNotWritable,
            "No file can be made in \(directory): \(String(cString: strerror(cause))).",
            remedy: directoryRemedy
        )
    }

    static func writeFailed(_ path: String, _ cause: Int32) -> BackupError {
        BackupError(
            .writeFailed,
            "\(path) cannot be written: \(String(cString: strerror(cause))).",
            remedy: cause == ENOSPC || cause == EDQUOT
                ? "Free space on that disk, or name another directory."
                : "Look at the disk, or name another directory."
        )
    }
}
