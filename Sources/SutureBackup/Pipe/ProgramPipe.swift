import Foundation

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A pipe between us and a program, as large as the system lets it be: a small one makes both ends wait in turn.
struct ProgramPipe {
    /// The end that is read from.
    let reading: FileDescriptor
    /// The end that is written to.
    let writing: FileDescriptor

    /// The size that is asked for, and the most that is handed over at once.
    static let size = 1 << 20

    /// A program that has ended is an error of a write, not a signal that ends us too.
    private static let signal: Void = { _ = Foundation.signal(SIGPIPE, SIG_IGN) }()

    /// Makes a pipe that no program inherits unless it is handed over.
    ///
    /// - Throws: `BackupError` with `.pipeFailed`, as when the process has too many open files.
    init() throws {
        Self.signal
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure(Errno(rawValue: errno)) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if os(Linux)
        // F_SETPIPE_SZ. Users without privileges have a bound over all of their pipes; then this one stays small.
        _ = fcntl(ends[1], 1031, Int32(Self.size))
        #endif
        (reading, writing) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// The error of a pipe that cannot be made or used.
    static func failure(_ cause: Errno) -> BackupError {
        BackupError(
            .pipeFailed,
            "The pipe to a program failed: \(cause).",
            remedy: "Look at the system's limits, such as that of open files, and run the same command again."
        )
    }
}
