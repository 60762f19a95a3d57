internal import MySQLClient
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The server process of one node of a private cluster, with its folder.
final class NodeProcess: Sendable {
    let folder: ServerFolder
    private let janitor: Janitor
    private let process = Mutex<Int32?>(nil)
    /// The time limit for one step of a node; a step that ends earlier is noticed at once.
    private static let patience = Duration.seconds(300)

    /// Creates the folder; `kind` is a part of its name.
    init(_ kind: String, in parent: String?) throws {
        folder = try ServerFolder.make(kind, in: parent)
        janitor = try Janitor.start(folder: folder.path)
    }

    deinit { janitor.letGo() }

    /// Returns the configuration to connect by the socket, as root and without a password.
    func configuration(database: String?) -> ConnectionConfiguration {
        ConnectionConfiguration(socket: folder.socket, user: "root", database: database)
    }

    /// True if the server runs.
    var isRunning: Bool {
        process.withLock { process in
            if let running = process, Spawn.exitStatus(of: running) != nil { process = nil }
            return process != nil
        }
    }

    /// Starts the server.
    func start(_ arguments: [String]) throws {
        // From a server that was killed.
        unlink(folder.processFile)
        let started = try janitor.launch(arguments, output: folder.log)
        process.withLock { $0 = started }
    }

    /// Sends a signal to the server, and waits until it has ended.
    func end(by signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        #if canImport(Darwin)
        Darwin.kill(-running, signal)
        #elseif canImport(Glibc)
        Glibc.kill(-running, signal)
        #else
        Musl.kill(-running, signal)
        #endif
        try await wait("The server does not end") { !isRunning }
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - output: The file for its output; nil for the server's log.
    ///   - failure: The text of the error when it fails.
    /// - Throws: ``PrivateServerError``.
    func run(_ arguments: [String], output: String? = nil, _ failure: String) async throws {
        let output = output ?? folder.log
        let program = try janitor.launch(arguments, output: output)
        var status: Int32?
        try await wait(failure, log: output) {
            status = Spawn.exitStatus(of: program)
            return status != nil
        }
        guard let status, status != 0 else { return }
        let text = "\(failure) (exit status \(status))."
        throw PrivateServerError(.initializationFailed, text, log: folder.lines(of: output))
    }

    /// Waits until a condition holds while the server runs.
    func waitWhileRunning(_ failure: String, until isSo: () async throws -> Bool) async throws {
        try await wait(failure) {
            if try await isSo() { return true }
            guard isRunning else {
                throw PrivateServerError(.serverEnded, "\(failure): it has ended.", log: folder.logEnd)
            }
            return false
        }
    }

    /// Ends the server and removes the folder.
    func remove() async {
        janitor.letGo()
        await janitor.reap(and: process.withLock { $0 })
    }

    private func wait(_ failure: String, log: String? = nil, until isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                let lines = log.map(folder.lines) ?? folder.logEnd
                throw PrivateServerError(.timedOut, "\(failure) in time.", log: lines)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
