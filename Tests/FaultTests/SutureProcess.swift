import Foundation
import MySQLClient

/// The built `suture` program, run as its users run it.
struct SutureProcess: Sendable {
    private let url: String

    init(_ configuration: ConnectionConfiguration) {
        url = "mysql://root@localhost/\(configuration.database ?? "")?socket=\(configuration.socket ?? "")"
    }

    /// Runs a command to its end.
    ///
    /// - Throws: ``Failure`` when it fails.
    func run(_ arguments: String...) async throws {
        let errors = Pipe()
        let process = try start(arguments, errors: errors)
        while process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
        }
        guard process.terminationStatus == 0 else {
            let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
            throw Failure(command: arguments, status: process.terminationStatus, errors: text)
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
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning {
            try await Task.sleep(for: .milliseconds(5))
        }
        return isRunning
    }

    private func start(_ arguments: [String], errors: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = try Self.program()
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["DATABASE_URL"] = url
        environment["SUTURE_NOW"] = "2026-01-01 00:00:00.000000"
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors ?? FileHandle.nullDevice
        try process.run()
        return process
    }

    /// The program stands beside the bundle of the tests.
    private static func program() throws -> URL {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let program = folder.appendingPathComponent("suture")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: program.path])
        }
        return program
    }
}
