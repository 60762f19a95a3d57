import Foundation
import MySQLClient
import SutureTesting

/// A built program of this package, run as its users run it.
struct SutureProcess: Sendable {
    /// The programs.
    enum Program: String, Sendable {
        /// The shipped one.
        case suture
        /// The one with small migrations that have every kind of step.
        case faultTool = "fault-tool"
    }

    let program: Program
    /// The server's socket, or that of a proxy before it.
    let socket: String
    let database: String
    /// Options that every command gets.
    var options: [String] = []
    /// The account, without a password.
    var account = "root"
    /// More variables.
    var environment: [String: String] = [:]

    /// Runs a command to its end.
    ///
    /// - Throws: ``Failure`` when it fails.
    func run(_ arguments: String...) async throws {
        let result = try await start(arguments).result()
        guard result.status == 0 else {
            throw Failure(command: arguments, status: result.status, errors: result.errors)
        }
    }

    /// A command that ended with another exit code than 0.
    struct Failure: Error {
        let command: [String]
        let status: Int32
        let errors: String
    }

    /// Runs a command and kills it after a time.
    ///
    /// - Returns: Whether it was still running.
    func runAndKill(_ arguments: String..., after delay: Duration) async throws -> Bool {
        let process = try start(arguments)
        try await Task.sleep(for: delay)
        let isRunning = process.isRunning
        process.send(SIGKILL)
        _ = try await process.result()
        return isRunning
    }

    /// Starts a command.
    func start(_ arguments: [String]) throws -> RunningProcess {
        let process = Process()
        // The first program into which the library of a false clock is preloaded loses its arguments, here the second `env`.
        let env = "/usr/bin/env"
        process.executableURL = URL(fileURLWithPath: env)
        process.arguments = try environment.map { "\($0)=\($1)" } + [env, path.path] + arguments + options
        var variables = ProcessInfo.processInfo.environment
        variables["DATABASE_URL"] = "mysql://\(account)@localhost/\(database)?socket=\(socket)"
        variables["SUTURE_NOW"] = "2026-01-01 00:00:00.000000"
        process.environment = variables
        let errors = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(UUID().uuidString)
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            // A process that a signal ended shows as its negative number.
            let status = process.terminationStatus
            continuation.yield(process.terminationReason == .exit ? status : -status)
            continuation.finish()
        }
        try process.run()
        return RunningProcess(identifier: process.processIdentifier, errors: errors, ends: ends)
    }

    /// The programs stand beside the bundle of the tests.
    private var path: URL {
        get throws {
            let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
                .deletingLastPathComponent()
            let path = folder.appendingPathComponent(program.rawValue)
            guard FileManager.default.isExecutableFile(atPath: path.path) else {
                throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: path.path])
            }
            return path
        }
    }
}

/// A command that was started and has not been waited for.
struct RunningProcess: Sendable {
    let identifier: Int32
    fileprivate let errors: URL
    fileprivate let ends: AsyncStream<Int32>

    /// Whether it has not ended.
    var isRunning: Bool { kill(identifier, 0) == 0 }

    func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    /// Waits for the end; a command that takes too long is killed, and shows the signal as its status.
    func result() async throws -> (status: Int32, errors: String) {
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
