import Foundation

#if canImport(Darwin)
private let streamSocket = SOCK_STREAM
private let withoutSignal: Int32 = 0
#else
private let streamSocket = Int32(SOCK_STREAM.rawValue)
private let withoutSignal = Int32(MSG_NOSIGNAL)
#endif

/// A connected Unix socket, read and written by threads that block.
final class SocketStream: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // A program that is started meanwhile must not keep the connection open.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Connects to a server's socket; returns nil if none listens.
    static func connect(to path: String) -> SocketStream? {
        let stream = SocketStream(socket(AF_UNIX, streamSocket, 0))
        return withAddress(path) { Foundation.connect(stream.descriptor, $0, $1) } == 0 ? stream : nil
    }

    /// Listens at a path.
    static func listening(at path: String) throws -> SocketStream {
        let stream = SocketStream(socket(AF_UNIX, streamSocket, 0))
        guard withAddress(path, { bind(stream.descriptor, $0, $1) }) == 0, listen(stream.descriptor, 64) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return stream
    }

    /// Waits for the next client; returns nil if the socket was ended.
    func nextClient() -> SocketStream? {
        let client = accept(descriptor, nil, nil)
        return client >= 0 ? SocketStream(client) : nil
    }

    /// Reads the available data, or waits for it; returns empty data at the end.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// Reads the given number of bytes; fewer at the end.
    func read(exactly count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard read > 0 else { break }
            filled += read
        }
        return Array(bytes.prefix(filled))
    }

    /// Writes all of the bytes; returns false if the other side is closed.
    @discardableResult
    func write(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, withoutSignal)
            }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    /// Ends both directions; a reader sees the end.
    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
