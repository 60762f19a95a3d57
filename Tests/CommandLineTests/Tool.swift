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

/// Runs the built tool in a separate process.
enum Tool {
    /// Runs the tool to its end, in an empty folder unless one is given.
    ///
    /// Of this process's own environment only PATH is passed on.
    static func run(
        _ arguments: [String],
        url: String? = nil,
        environment: [String: String] = [:],
        in folder: URL? = nil
    ) async throws -> ToolResult {
        try await start(arguments, url: url, environment: environment, in: folder).result()
    }

    /// Starts the tool, with its input and its errors on a terminal if one is given.
    static func start(
        _ arguments: [String],
        url: String? = nil,
        environment: [String: String] = [:],
        in folder: URL? = nil,
        terminal: FileHandle? = nil
    ) throws -> RunningTool {
        let files = try TemporaryFolder()
        let process = Process()
        process.executableURL = try program
        process.arguments = arguments
        process.environment = variables(home: files.url.path, url).merging(environment) { $1 }
        process.currentDirectoryURL = folder ?? files.url
        process.standardInput = terminal ?? FileHandle.nullDevice
        process.standardOutput = try files.newFile("stdout")
        let errors = try files.newFile("stderr")
        process.standardError = terminal ?? errors
        let ends = try process.startAndWatch()
        return RunningTool(processIdentifier: process.processIdentifier, files: files, ends: ends)
    }

    private static func variables(home: String, _ url: String?) -> [String: String] {
        var variables = ["HOME": home, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        variables["DATABASE_URL"] = url
        // The servers that the tool itself starts.
        variables["TMPDIR"] = TestFolder.ofServers
        return variables
    }

    /// The path of the tool, beside the test bundle.
    static var program: URL {
        get throws {
            let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            let anchor = bundle ?? Bundle.main.executableURL ?? Bundle.main.bundleURL
            let program = anchor.deletingLastPathComponent().appendingPathComponent("suture")
            try #require(FileManager.default.isExecutableFile(atPath: program.path), "suture is not built")
            return program
        }
    }
}

/// A tool that was started and not yet awaited.
struct RunningTool: Sendable {
    let processIdentifier: Int32
    fileprivate let files: TemporaryFolder
    fileprivate let ends: AsyncStream<Int32>

    /// Sends a signal.
    func send(_ signal: Int32) {
        kill(processIdentifier, signal)
    }

    /// Waits for the end; a tool that takes too long is killed, and shows the signal as its exit code.
    func result() async throws -> ToolResult {
        let watchdog = Task {
            try await Task.sleep(for: Wait.limit)
            kill(processIdentifier, SIGKILL)
        }
        defer { watchdog.cancel() }
        var exitCode: Int32?
        for await code in ends { exitCode = code }
        if exitCode == nil { kill(processIdentifier, SIGKILL) }
        return ToolResult(
            exitCode: try #require(exitCode, "the test was cancelled while the tool ran"),
            output: try files.read("stdout"),
            errors: try files.read("stderr")
        )
    }
}
