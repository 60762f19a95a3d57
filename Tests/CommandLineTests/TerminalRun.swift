import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Runs the tool on a terminal of its own, on which one line is typed.
enum TerminalRun {
    struct End: Sendable {
        let exitCode: Int32
        let text: String
    }

    static func run(_ arguments: [String], typing line: String, in folder: URL) async throws -> End {
        var (terminal, program): (Int32, Int32) = (0, 0)
        try #require(openpty(&terminal, &program, nil, nil, nil) == 0, "no terminal")
        let screen = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
        let end = FileHandle(fileDescriptor: program, closeOnDealloc: true)
        let running = try Tool.start(arguments, in: folder, terminal: end)
        // If it stayed open here, the reading below would never end.
        try end.close()
        // The terminal buffers the line until it is read.
        try screen.write(contentsOf: Data((line + "\n").utf8))
        let reading = Task.detached {
            var text: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4096)
            while true {
                // It fails when the last program has closed the terminal.
                let count = read(screen.fileDescriptor, &piece, piece.count)
                guard count > 0 else { break }
                text += piece.prefix(count)
            }
            return String(decoding: text, as: UTF8.self)
        }
        let result = try await running.result()
        return End(exitCode: result.exitCode, text: await reading.value)
    }
}
