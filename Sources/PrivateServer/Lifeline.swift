#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A connection to a child process: the child reads lines from it, and its end shows that this process closed it or
/// died.
///
/// It is a pair of sockets and not a pipe, because only these are close-on-exec from the start: a copy in another child
/// would hide the end.
struct Lifeline {
    /// The end that the child gets.
    let reading: Int32
    /// The end that stays here.
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin)
        let result = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
        var yes: Int32 = 1
        for end in ends where result == 0 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        #else
        let result = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        #endif
        guard result == 0 else {
            throw PrivateServerError(.system, "No socket pair: \(String(cString: strerror(errno))).")
        }
        reading = ends[0]
        writing = ends[1]
    }

    /// Writes a line into the end that stays here.
    static func write(line: String, to descriptor: Int32) throws {
        #if canImport(Darwin)
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        var text = line + "\n"
        guard text.withUTF8({ send(descriptor, $0.baseAddress, $0.count, flags) == $0.count }) else {
            throw PrivateServerError(.system, "The process that watches the server is gone.")
        }
    }
}
