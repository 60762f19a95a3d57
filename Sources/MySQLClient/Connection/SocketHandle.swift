#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A separate descriptor of a connection's socket: it stays valid when the client library closes its own.
final class SocketHandle: Sendable {
    private let descriptor: Int32

    /// Duplicates the library's descriptor; `nil` if the system has none left.
    init?(duplicating original: Int32) {
        let copy = fcntl(original, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return nil }
        descriptor = copy
    }

    deinit { close(descriptor) }

    /// Shuts down the connection in both directions: a waiting read returns at once.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
