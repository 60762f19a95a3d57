import Foundation
import SutureTesting
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A TCP port of 127.0.0.1 behind which no server speaks.
struct Listener: Sendable {
    /// What happens to a connection.
    enum Manner: Sendable {
        /// It is closed at once.
        case closes
        /// It is held, and nothing is ever said.
        case keepsSilent
        /// It says the beginning of a greeting, and is closed in the middle of it.
        case breaksOff
    }

    let port: Int
    private let descriptor: Int32

    /// Listens while a body runs.
    static func with<Result>(_ manner: Manner, _ body: (Listener) async throws -> Result) async throws -> Result {
        let listener = try Listener(manner)
        // The thread's next accept fails, and it ends.
        defer { shutdown(listener.descriptor, Int32(SHUT_RDWR)) }
        return try await body(listener)
    }

    private init(_ manner: Manner) throws {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isListening, "no port to listen on")
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { Self.serve(descriptor, manner) }
    }

    private static func serve(_ descriptor: Int32, _ manner: Manner) {
        var held: [Int32] = []
        while true {
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { break }
            switch manner {
            case .closes: close(client)
            case .keepsSilent: held.append(client)
            case .breaksOff:
                // A packet of 74 bytes is announced; six of them come.
                let greeting: [UInt8] = [74, 0, 0, 0, 10, 56, 46, 52, 46, 48]
                _ = send(client, greeting, greeting.count, 0)
                close(client)
            }
        }
        for client in held { close(client) }
        close(descriptor)
    }
}
