import Foundation
import Synchronization
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A small HTTP server on 127.0.0.1, which keeps what it is sent and always gives the same answer.
final class WebReceiver: Sendable {
    let port: Int
    private let descriptor: Int32
    private let status: Int
    private let received = Mutex<[String]>([])

    /// The requests so far, with their heads and bodies.
    var requests: [String] { received.withLock { $0 } }

    /// Listens while a body runs.
    static func with<Result>(status: Int, _ body: (WebReceiver) async throws -> Result) async throws -> Result {
        let receiver = try WebReceiver(status)
        Thread.detachNewThread { receiver.serve() }
        // The thread's next accept fails, and it ends.
        defer { shutdown(receiver.descriptor, Int32(SHUT_RDWR)) }
        return try await body(receiver)
    }

    private init(_ status: Int) throws {
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
        self.status = status
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    private func serve() {
        while true {
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { break }
            let request = Self.read(client)
            received.withLock { $0.append(request) }
            let answer = Array("HTTP/1.1 \(status) Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            _ = send(client, answer, answer.count, 0)
            close(client)
        }
        close(descriptor)
    }

    /// Reads one request, to the end of the body that its head announces.
    private static func read(_ client: Int32) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let length = text.firstMatch(of: #/(?i)content-length: (\d+)/#).flatMap { Int($0.1) } ?? 0
                if text[end.upperBound...].utf8.count >= length { return text }
            }
            let count = recv(client, &piece, piece.count, 0)
            guard count > 0 else { return text }
            bytes += piece.prefix(count)
        }
    }
}
