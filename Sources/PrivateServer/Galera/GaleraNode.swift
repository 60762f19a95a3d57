package import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One node of a private cluster, which can be killed and restarted.
package final class GaleraNode: Sendable {
    /// The TCP port of the server on 127.0.0.1.
    package let port: Int
    /// The node's name in its cluster.
    package let name: String

    let arguments: GaleraArguments
    private let process: NodeProcess
    private var folder: ServerFolder { process.folder }

    /// Creates a node that does not run yet; `scripts` is the folder of the scripts that all nodes share, nil for its
    /// own.
    init(
        _ seat: GaleraSeat,
        _ seats: [GaleraSeat],
        program: ServerProgram,
        provider: String,
        scripts: String?,
        in parent: String?
    ) throws {
        (port, name) = (seat.port, seat.name)
        process = try NodeProcess("node-", in: parent)
        let folder = process.folder
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

    /// Returns the configuration to connect by the socket, as root and without a password.
    package func configuration(database: String? = nil) -> ConnectionConfiguration {
        process.configuration(database: database)
    }

    /// True if the server runs.
    package var isRunning: Bool { process.isRunning }

    /// Kills the server by SIGKILL and waits until it has ended.
    package func kill() async throws { try await end(by: SIGKILL) }

    /// Restarts the killed server, which gets missed transactions from the others, and waits until it is in step.
    func catchUp() async throws {
        let log = folder.path + "/recovery.log"
        unlink(log)
        try await process.run(arguments.recovery, output: log, "The position of the killed node cannot be read")
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

    /// True if the server was killed while it changed a definition, which may be half done.
    var isUnsafe: Bool {
        folder.lines(of: folder.data + "/grastate.dat")
            .contains { $0.hasPrefix("uuid:") && $0.contains("00000000-0000") }
    }

    func createTables() async throws {
        try await process.run(try arguments.initializer, "The first tables cannot be created")
    }

    /// Replaces its data by that of another node, which must not run.
    func copyData(from other: GaleraNode) async throws {
        // The cache belongs to the node that wrote it.
        unlink(other.folder.data + "/galera.cache")
        try await process.run(["/bin/rm", "-rf", folder.data], "The data folder cannot be removed")
        let copy = ["/bin/cp", "-R", other.folder.data, folder.path]
        try await process.run(copy, "The data folder cannot be copied")
    }

    func start(asFirst: Bool = false, from position: String? = nil) async throws {
        try process.start(arguments.server(asFirst: asFirst, from: position))
        try await wait { try await status("wsrep_local_state_comment") == "Synced" }
    }

    /// Waits until the node knows that exactly this number of nodes run.
    func wait(forClusterOf count: Int) async throws {
        try await wait { try await status("wsrep_cluster_size") == String(count) }
    }

    func end(by signal: Int32) async throws { try await process.end(by: signal) }

    func remove() async { await process.remove() }

    private func wait(until isSo: () async throws -> Bool) async throws {
        try await process.waitWhileRunning("\(name) does not get into step", until: isSo)
    }

    private func status(_ variable: String) async throws -> String? {
        try? await Connection.withSession(configuration()) { session in
            try session.firstRow("SHOW GLOBAL STATUS LIKE '\(raw: variable)'")?.get(1, as: String.self)
        }
    }
}
