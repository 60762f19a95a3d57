#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// TCP ports of 127.0.0.1 that no process listens on.
package enum FreePorts {
    /// The range below the ports that Linux (from 32768) and Darwin (from 49152) assign to outgoing connections.
    ///
    /// Such a connection of another program would take the port of a server that is down for a moment.
    private static let range = 12_000..<32_000

    /// Finds ports that were free a moment ago, no two of them the same.
    package static func find(_ count: Int) throws -> [Int] {
        // All are held at once, so that none is returned twice.
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        var ports: [Int] = []
        for port in range.shuffled() where ports.count < count {
            let descriptor = newSocket()
            held.append(descriptor)
            if try isFree(port, descriptor) { ports.append(port) }
        }
        guard ports.count == count else {
            throw PrivateServerError(.system, "No free port between \(range.lowerBound) and \(range.upperBound).")
        }
        return ports
    }

    /// Returns a socket that no program started meanwhile by another thread inherits: that one would hold the port.
    private static func newSocket() -> Int32 {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
        #else
        return socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #endif
    }

    private static func isFree(_ port: Int, _ descriptor: Int32) throws -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
        }
        guard isBound || errno == EADDRINUSE else {
            throw PrivateServerError(.system, "No free port: \(String(cString: strerror(errno))).")
        }
        return isBound
    }
}
