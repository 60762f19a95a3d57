#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A descriptor of a connection's socket, of its own: it stays valid when the client library closes the library's.
final class SocketHandle: Sendable {
    private let descriptor: Int32

    /// Duplicates the library's descriptor; `nil` when the system has none left.
    init?(duplicating original: Int32) {
        let copy = fcntl(original, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return nil }
        descriptor = copy
    }

    deinit { close(descriptor) }

    /// Ends the connection in both directions: a read that waits returns at once.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
