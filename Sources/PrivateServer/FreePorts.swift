#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// TCP ports of 127.0.0.1 that nobody listens on.
package enum FreePorts {
    /// Finds ports that were free a moment ago, no two of them the same.
    package static func find(_ count: Int) throws -> [Int] {
        // All are held at once, so that none is given twice.
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        return try (0..<count)
            .map { _ in
                #if canImport(Darwin)
                let descriptor = socket(AF_INET, SOCK_STREAM, 0)
                #else
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                #endif
                held.append(descriptor)
                return try port(of: descriptor)
            }
    }

    private static func port(of descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else {
            throw PrivateServerError(.system, "No free port: \(String(cString: strerror(errno))).")
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
