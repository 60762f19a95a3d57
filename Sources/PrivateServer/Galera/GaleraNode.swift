package import MySQLClient
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One node of a private cluster, which can be killed and brought back.
package final class GaleraNode: Sendable {
    /// The TCP port of the server on 127.0.0.1.
    package let port: Int
    /// The node's name in its cluster.
    package let name: String

    let arguments: GaleraArguments
    private let folder: ServerFolder
    private let janitor: Janitor
    private let process = Mutex<Int32?>(nil)
    /// How long anything may take that a node does; one that ends before is noticed at once.
    private static let patience = Duration.seconds(300)

    /// Makes a node that does not run yet; `scripts` is the folder of the scripts that all nodes share, nil for its own.
    init(
        _ seat: GaleraSeat,
        _ seats: [GaleraSeat],
        program: ServerProgram,
        provider: String,
        scripts: String?,
        in parent: String?
    ) throws {
        (port, name) = (seat.port, seat.name)
        folder = try ServerFolder.make("node-", in: parent)
        janitor = try Janitor.start(folder: folder.path)
        arguments = GaleraArguments(
            seat: seat,
            seats: seats,
            program: program,
            provider: provider,
            folder: folder,
            scripts: scripts ?? folder.path
        )
        if scripts == nil { try IncrementalTransfer.install(in: folder) }
    }

    deinit { janitor.letGo() }

    /// How to connect by the socket, as root and without a password.
    package func configuration(database: String? = nil) -> ConnectionConfiguration {
        ConnectionConfiguration(socket: folder.socket, user: "root", database: database)
    }

    /// Whether the server runs.
    package var isRunning: Bool {
        process.withLock { process in
            if let running = process, Spawn.exitStatus(of: running) != nil { process = nil }
            return process != nil
        }
    }

    /// Kills the server by SIGKILL and waits until it is gone.
    package func kill() async throws { try await end(by: SIGKILL) }

    /// Brings the killed server back, which gets what it has missed from the others, and waits until it is in step.
    func catchUp() async throws {
        let log = folder.path + "/recovery.log"
        unlink(log)
        try await run(arguments.recovery, output: log, "The position of the killed node cannot be read")
        let marker = "Recovered position: "
        guard
            let line = folder.lines(of: log).last(where: { $0.contains(marker) }),
            let position = line.firstRange(of: marker).map({ String(line[$0.upperBound...]) })
        else {
            throw PrivateServerError(
                .initializationFailed,
                "The killed node does not say where it stood.",
                log: folder.lines(of: log)
            )
        }
        try await start(from: position)
    }

    /// Whether the server was killed while it changed a definition, so that it may have done half of it.
    var isUnsafe: Bool {
        folder.lines(of: folder.data + "/grastate.dat")
            .contains { $0.hasPrefix("uuid:") && $0.contains("00000000-0000") }
    }

    func createTables() async throws {
        try await run(try arguments.initializer, output: folder.log, "The first tables cannot be created")
    }

    /// Takes the data of another node, which must not run, in place of its own.
    func copyData(from other: GaleraNode) async throws {
        // The cache belongs to the node that wrote it.
        unlink(other.folder.data + "/galera.cache")
        try await run(["/bin/rm", "-rf", folder.data], output: folder.log, "The data folder cannot be removed")
        let copy = ["/bin/cp", "-R", other.folder.data, folder.path]
        try await run(copy, output: folder.log, "The data folder cannot be copied")
    }

    func start(asFirst: Bool = false, from position: String? = nil) async throws {
        // Of a server that was killed.
        unlink(folder.processFile)
        let arguments = arguments.server(asFirst: asFirst, from: position)
        let started = try janitor.launch(arguments, output: folder.log)
        process.withLock { $0 = started }
        try await wait { try await status("wsrep_local_state_comment") == "Synced" }
    }

    /// Waits until the node knows that just so many nodes run.
    func wait(forClusterOf count: Int) async throws {
        try await wait { try await status("wsrep_cluster_size") == String(count) }
    }

    func end(by signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        #if canImport(Darwin)
        Darwin.kill(-running, signal)
        #elseif canImport(Glibc)
        Glibc.kill(-running, signal)
        #else
        Musl.kill(-running, signal)
        #endif
        let deadline = ContinuousClock.now + Self.patience
        while isRunning {
            guard ContinuousClock.now < deadline else {
                throw PrivateServerError(.timedOut, "\(name) does not end.", log: folder.logEnd)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func remove() async {
        janitor.letGo()
        await janitor.reap(and: process.withLock { $0 })
    }

    private func wait(until isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while try await !isSo() {
            guard isRunning else {
                throw PrivateServerError(.serverEnded, "\(name) ended before it answered.", log: folder.logEnd)
            }
            guard ContinuousClock.now < deadline else {
                throw PrivateServerError(.timedOut, "\(name) did not get into step in time.", log: folder.logEnd)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func status(_ variable: String) async throws -> String? {
        try? await Connection.withSession(configuration()) { session in
            try session.firstRow("SHOW GLOBAL STATUS LIKE '\(raw: variable)'")?.get(1, as: String.self)
        }
    }

    private func run(_ arguments: [String], output: String, _ failure: String) async throws {
        let program = try janitor.launch(arguments, output: output)
        let deadline = ContinuousClock.now + Self.patience
        while true {
            if let status = Spawn.exitStatus(of: program) {
                guard status != 0 else { return }
                let text = "\(failure) (exit status \(status))."
                throw PrivateServerError(.initializationFailed, text, log: folder.lines(of: output))
            }
            guard ContinuousClock.now < deadline else {
                throw PrivateServerError(.timedOut, "\(failure) in time.", log: folder.lines(of: output))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
