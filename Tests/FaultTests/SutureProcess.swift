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
    /// The options of every command.
    var options: [String] = []
    /// The account, without a password.
    var account = "root"
    /// Additional variables.
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
    /// - Returns: True if it was still running.
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
        // The first program into which the library of a false clock is preloaded loses its arguments, here the second
        // `env`.
        let env = "/usr/bin/env"
        return try RunningProcess.start(
            URL(fileURLWithPath: env),
            environment.map { "\($0)=\($1)" } + [env, path.path] + arguments + options,
            database: "mysql://\(account)@localhost/\(database)?socket=\(socket)"
        )
    }

    /// The path of the program, beside the bundle of the tests.
    private var path: URL {
        get throws {
            let path = RunningProcess.builtPrograms.appendingPathComponent(program.rawValue)
            guard FileManager.default.isExecutableFile(atPath: path.path) else {
                throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: path.path])
            }
            return path
        }
    }
}
