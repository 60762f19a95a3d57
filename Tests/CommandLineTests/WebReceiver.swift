import Foundation
import SutureTesting
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A small HTTP server on 127.0.0.1, which stores its requests and always gives the same answer.
final class WebReceiver: Sendable {
    private let socket: ListeningSocket
    private let status: Int
    private let received = Mutex<[String]>([])

    var port: Int { socket.port }

    /// The requests so far, with their heads and bodies.
    var requests: [String] { received.withLock { $0 } }

    /// Listens while a body runs.
    static func with<Result>(status: Int, _ body: (WebReceiver) async throws -> Result) async throws -> Result {
        let receiver = try WebReceiver(status)
        Thread.detachNewThread { receiver.serve() }
        defer { receiver.socket.end() }
        return try await body(receiver)
    }

    private init(_ status: Int) throws {
        socket = try ListeningSocket()
        self.status = status
    }

    private func serve() {
        while true {
            let client = accept(socket.descriptor, nil, nil)
            guard client >= 0 else { break }
            let request = Self.read(client)
            received.withLock { $0.append(request) }
            let answer = Array("HTTP/1.1 \(status) Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            _ = send(client, answer, answer.count, 0)
            close(client)
        }
        close(socket.descriptor)
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
