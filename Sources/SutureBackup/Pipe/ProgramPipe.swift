import Foundation

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A pipe to or from a program, as large as the system allows: with a small one, both ends wait in turn.
struct ProgramPipe {
    /// The end that is read from.
    let reading: FileDescriptor
    /// The end that is written to.
    let writing: FileDescriptor

    /// The requested size, and the maximum size of one write.
    static let size = 1 << 20

    /// Makes a write to a finished program an error, instead of a signal that ends this process too.
    private static let signal: Void = { _ = Foundation.signal(SIGPIPE, SIG_IGN) }()

    /// Creates a pipe that only the intended program inherits.
    ///
    /// - Throws: `BackupError` with `.pipeFailed`, for example when the process has too many open files.
    init() throws {
        Self.signal
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure(Errno(rawValue: errno)) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if os(Linux)
        // F_SETPIPE_SZ. Users without privileges have a limit over all of their pipes; then this one stays small.
        _ = fcntl(ends[1], 1031, Int32(Self.size))
        #endif
        (reading, writing) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// Returns the error of a pipe that cannot be created or used.
    static func failure(_ cause: Errno) -> BackupError {
        BackupError(
            .pipeFailed,
            "The pipe to a program failed: \(cause).",
            remedy: "Look at the system's limits, such as that of open files, and run the same command again."
        )
    }
}
