package import Foundation

/// A command of this package that was started and not yet awaited.
package struct RunningProcess: Sendable {
    package let identifier: Int32
    private let errors: URL
    private let ends: AsyncStream<Int32>

    /// The folder of the built programs, which is that of the bundle of the tests.
    package static var builtPrograms: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// Starts a program with a fixed clock.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - arguments: Its arguments.
    ///   - database: The URL of the database.
    /// - Returns: The process.
    /// - Throws: `CocoaError` when it cannot be started.
    package static func start(_ program: URL, _ arguments: [String], database: String) throws -> RunningProcess {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["DATABASE_URL"] = database
        variables["SUTURE_NOW"] = "2026-01-01 00:00:00.000000"
        process.environment = variables
        let errors = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(UUID().uuidString)
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        let ends = try process.startAndWatch()
        return RunningProcess(identifier: process.processIdentifier, errors: errors, ends: ends)
    }

    /// True if it has not ended.
    package var isRunning: Bool { kill(identifier, 0) == 0 }

    /// Sends a signal.
    package func send(_ signal: Int32) { kill(identifier, signal) }

    /// Waits for the end; a command that takes too long is killed, and shows the signal as its status.
    package func result() async throws -> (status: Int32, errors: String) {
        let watchdog = Task {
            try await Task.sleep(for: Wait.limit)
            kill(identifier, SIGKILL)
        }
        defer { watchdog.cancel() }
        var status: Int32 = -SIGKILL
        for await end in ends { status = end }
        defer { try? FileManager.default.removeItem(at: errors) }
        return (status, String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
