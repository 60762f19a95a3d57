#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The temporary folder of a private server.
struct ServerFolder {
    /// The maximum length of a socket's path, about 107 bytes, on some systems 103.
    private static let longestSocketPath = 103

    let path: String

    var socket: String { path + "/s.sock" }
    var data: String { path + "/data" }
    var temporary: String { path + "/tmp" }
    var log: String { path + "/server.log" }
    var version: String { path + "/version.txt" }
    var processFile: String { path + "/server.pid" }

    /// Creates a new folder that only this user can read; `kind` is a part of its name.
    static func make(_ kind: String = "", in parent: String? = nil) throws -> ServerFolder {
        let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let name = "/suture-\(kind)XXXXXX"
        let isShort = (parent + name + "/s.sock").utf8.count <= longestSocketPath
        var template = Array(((isShort && isPlain(parent) ? parent : "/tmp") + name).utf8CString)
        guard mkdtemp(&template) != nil else {
            throw PrivateServerError(.system, "No temporary folder: \(String(cString: strerror(errno))).")
        }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        let folder = ServerFolder(path: String(decoding: bytes, as: UTF8.self))
        mkdir(folder.temporary, 0o700)
        return folder
    }

    /// Returns whether MariaDB's installer, a shell script, supports the path.
    private static func isPlain(_ path: String) -> Bool {
        path.hasPrefix("/") && path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
    }

    /// The process in the server's process file.
    var serverProcess: Int32? { lines(of: processFile).first.flatMap { Int32($0) } }

    /// The last lines of the log, preceded by its errors, which installers follow with pages of advice.
    var logEnd: [String] {
        let lines = lines(of: log)
        return lines.dropLast(15).filter { $0.uppercased().contains("ERROR") }.suffix(10) + lines.suffix(15)
    }

    func lines(of file: String) -> [String] {
        guard let stream = fopen(file, "r") else { return [] }
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        fseek(stream, max(0, ftell(stream) - 16_384), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Writes a file, replacing its content.
    func write(_ content: String, to file: String, mode: mode_t) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        defer { close(descriptor) }
        let bytes = Array(content.utf8)
        #if canImport(Darwin)
        let written = Darwin.write(descriptor, bytes, bytes.count)
        #elseif canImport(Glibc)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        #else
        let written = Musl.write(descriptor, bytes, bytes.count)
        #endif
        guard written == bytes.count else {
            throw PrivateServerError(.system, "\(file) cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    func exists(_ file: String) -> Bool { access(file, F_OK) == 0 }
}
