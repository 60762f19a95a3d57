import Foundation
import SutureTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A TCP port of 127.0.0.1 without a real server behind it.
struct Listener: Sendable {
    /// The treatment of a connection.
    enum Manner: Sendable {
        /// It is closed at once.
        case closes
        /// It stays open, and nothing is ever sent.
        case keepsSilent
        /// It receives the beginning of a greeting, and is closed in the middle of it.
        case breaksOff
    }

    private let socket: ListeningSocket

    var port: Int { socket.port }

    /// Listens while a body runs.
    static func with<Result>(_ manner: Manner, _ body: (Listener) async throws -> Result) async throws -> Result {
        let listener = try Listener(manner)
        defer { listener.socket.end() }
        return try await body(listener)
    }

    private init(_ manner: Manner) throws {
        let socket = try ListeningSocket()
        self.socket = socket
        Thread.detachNewThread { Self.serve(socket.descriptor, manner) }
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
