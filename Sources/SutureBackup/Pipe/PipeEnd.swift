import Foundation

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Suture's end of a pipe to or from a program, on a queue of its own, because both directions wait for the program.
///
/// A dump program writes a few kilobytes at a time. Before each operation the pipe gets a moment to fill or to empty,
/// so that this process is not woken for each of them.
actor PipeEnd {
    private var descriptor: FileDescriptor?
    private let pause: useconds_t
    private let executor = QueueExecutor(label: "suture.backup.pipe")

    /// The interval in milliseconds at which a wait checks for cancellation of the task.
    private static let look: Int32 = 100
    /// The maximum pause for a pipe of `ProgramPipe.size`; programs fill it in ten milliseconds at most.
    private static let longestPause = 2_000

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Takes over an end of a pipe.
    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
        _ = fcntl(descriptor.rawValue, F_SETFL, fcntl(descriptor.rawValue, F_GETFL) | O_NONBLOCK)
        #if os(Linux)
        // F_GETPIPE_SZ.
        let capacity = Int(fcntl(descriptor.rawValue, 1032))
        #else
        let capacity = 1 << 14
        #endif
        pause = useconds_t(max(0, min(1_000_000, Self.longestPause * capacity / ProgramPipe.size)))
    }

    deinit {
        try? descriptor?.close()
    }

    /// Returns the next piece, or nil when the program and all that it has started have closed the pipe.
    ///
    /// - Throws: `CancellationError`, or `BackupError` with `.pipeFailed`.
    func read() throws -> [UInt8]? {
        guard let descriptor else { return nil }
        while try wait(for: POLLIN, descriptor) {
            var hasEnded = false
            let piece = try [UInt8](unsafeUninitializedCapacity: ProgramPipe.size) { buffer, count in
                while count < buffer.count {
                    do {
                        let room = UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]
                        )
                        let length = try descriptor.read(into: room)
                        hasEnded = length == 0
                        count += length
                        if hasEnded { return }
                    } catch Errno.resourceTemporarilyUnavailable {
                        return
                    } catch let cause as Errno {
                        throw ProgramPipe.failure(cause)
                    }
                }
            }
            if !piece.isEmpty { return piece }
            if hasEnded { return nil }
        }
        return nil
    }

    /// Writes a piece.
    ///
    /// - Returns: False if the program reads no more.
    /// - Throws: `CancellationError`, or `BackupError` with `.pipeFailed`.
    func write(_ bytes: [UInt8]) throws -> Bool {
        guard let descriptor else { return false }
        return try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                do {
                    rest = rest.dropFirst(try descriptor.write(UnsafeRawBufferPointer(rebasing: rest)))
                } catch Errno.resourceTemporarilyUnavailable {
                    _ = try wait(for: POLLOUT, descriptor)
                } catch Errno.brokenPipe {
                    return false
                } catch let cause as Errno {
                    throw ProgramPipe.failure(cause)
                }
            }
            return true
        }
    }

    /// Closes the end: a program that reads from the pipe reaches the end of its input.
    func close() {
        try? descriptor?.close()
        descriptor = nil
    }

    /// Waits until the other end has done something, and a moment longer.
    private func wait(for events: Int32, _ descriptor: FileDescriptor) throws -> Bool {
        var entry = pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
        while true {
            try Task.checkCancellation()
            let count = poll(&entry, 1, Self.look)
            guard count >= 0 || errno == EINTR else { throw ProgramPipe.failure(Errno(rawValue: errno)) }
            guard count > 0 else { continue }
            if Int32(entry.revents) & (POLLHUP | POLLERR) == 0 { usleep(pause) }
            return true
        }
    }
}
