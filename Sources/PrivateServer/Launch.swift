internal import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A server process that was started, and may not answer yet.
struct Launch {
    let folder: ServerFolder
    let process: Int32
    let port: Int?
    /// The command that runs the server.
    let command: [String]

    /// Creates the first tables and starts the server; `onLaunch` receives each process that the janitor watches.
    static func run(
        _ programs: [ServerProgram],
        _ options: PrivateServer.Options,
        _ folder: ServerFolder,
        _ janitor: Janitor,
        onLaunch: (Int32) -> Void
    ) async throws -> Launch {
        let (program, isMariaDB) = try await choose(programs, options, folder, janitor, onLaunch: onLaunch)
        let arguments = ServerArguments(program: program, folder: folder, options: options, isMariaDB: isMariaDB)
        let initializer = try janitor.launch(try arguments.initializer, output: folder.log)
        onLaunch(initializer)
        try await finish(initializer, folder, options, "The first tables cannot be created")

        let server = try janitor.launch(arguments.server, output: folder.log)
        onLaunch(server)
        return Launch(folder: folder, process: server, port: options.port, command: arguments.server)
    }

    /// Queries the versions of the programs, until one is of the wanted vendor.
    private static func choose(
        _ programs: [ServerProgram],
        _ options: PrivateServer.Options,
        _ folder: ServerFolder,
        _ janitor: Janitor,
        onLaunch: (Int32) -> Void
    ) async throws -> (ServerProgram, isMariaDB: Bool) {
        for program in programs {
            unlink(folder.version)
            let version = try janitor.launch([program.path, "--no-defaults", "--version"], output: folder.version)
            onLaunch(version)
            try await finish(version, folder, options, "\(program.path) cannot tell its version")
            let isMariaDB = folder.lines(of: folder.version).joined().lowercased().contains("mariadb")
            if options.vendor.map({ ($0 == .mariadb) == isMariaDB }) ?? true { return (program, isMariaDB) }
        }
        throw ServerProgram.notFound(options.vendor, passedOver: programs.map(\.path))
    }

    /// Starts the server again in its folder.
    func again(_ janitor: Janitor) throws -> Launch {
        Launch(
            folder: folder,
            process: try janitor.launch(command, output: folder.log),
            port: port,
            command: command
        )
    }

    /// Waits for a program that must succeed.
    private static func finish(
        _ process: Int32,
        _ folder: ServerFolder,
        _ options: PrivateServer.Options,
        _ failure: String
    ) async throws {
        let deadline = ContinuousClock.now + options.startTimeout
        while true {
            if let status = Spawn.exitStatus(of: process) {
                guard status != 0 else { return }
                throw PrivateServerError(
                    .initializationFailed,
                    "\(failure) (exit status \(status)): look at the log for the reason.",
                    log: folder.logEnd + folder.lines(of: folder.version)
                )
            }
            guard ContinuousClock.now < deadline else {
                throw PrivateServerError(.timedOut, "\(failure) in time: allow more.", log: folder.logEnd)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Queries the server for its identity, until it answers.
    func waitUntilReady(_ timeout: Duration) async throws -> ServerIdentity {
        let deadline = ContinuousClock.now + timeout
        var lastError: (any Error)?
        while true {
            if folder.exists(folder.socket) {
                do {
                    let connection = try await Connection.connect(
                        ConnectionConfiguration(socket: folder.socket, user: "root")
                    )
                    let identity = connection.server
                    await connection.close()
                    return identity
                } catch {
                    lastError = error
                }
            }
            if let status = Spawn.exitStatus(of: process) {
                throw PrivateServerError(
                    .serverEnded,
                    "The server ended before it answered (exit status \(status)): look at the log for the reason, "
                        + "and at the extra arguments, if there are any.",
                    log: folder.logEnd
                )
            }
            guard ContinuousClock.now < deadline else {
                let reason = lastError.map { " It answers: \($0)" } ?? ""
                throw PrivateServerError(
                    .timedOut,
                    "The server did not come up within \(timeout): allow more time.\(reason)",
                    log: folder.logEnd
                )
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
