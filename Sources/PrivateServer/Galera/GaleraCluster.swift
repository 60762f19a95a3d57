internal import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A disposable Galera cluster of three MariaDB nodes on 127.0.0.1, each in a temporary folder of its own.
///
/// It is removed when this process ends for any reason, like a ``PrivateServer``. All nodes begin as copies of one data
/// folder, so none needs a state transfer: a node that was started later or killed gets missed transactions from the
/// cache of another one.
package final class GaleraCluster: Sendable {
    /// The nodes, in the order of their names.
    package let nodes: [GaleraNode]

    private init(nodes: [GaleraNode]) { self.nodes = nodes }

    /// The library that makes a MariaDB a node, in the usual place of system packages; nil if it is not installed.
    package static var provider: String? {
        [
            "/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so",
            "/usr/lib/galera-4/libgalera_smm.so",
        ]
        .first { access($0, R_OK) == 0 }
    }

    /// Starts three nodes and waits until they are in step, which takes about ten seconds.
    ///
    /// - Parameters:
    ///   - program: The path of `mariadbd`; `nil` uses the first one found.
    ///   - parent: The folder in which the nodes' own are created; `nil` for that of temporary files.
    /// - Returns: The running cluster.
    /// - Throws: ``PrivateServerError``; then everything is removed.
    package static func start(program: String? = nil, in parent: String? = nil) async throws -> GaleraCluster {
        guard let provider else {
            throw PrivateServerError(
                .programNotFound,
                "Galera's provider was not found: install the package galera-4 (apt-get install galera-4)."
            )
        }
        let program = try ServerProgram.find(program, of: .mariadb)[0]
        let ports = try FreePorts.find(9)
        let seats = (0..<3)
            .map { GaleraSeat(name: "node\($0 + 1)", ports: Array(ports[$0 * 3..<$0 * 3 + 3])) }
        var nodes: [GaleraNode] = []
        do {
            for seat in seats {
                let scripts = nodes.first?.arguments.scripts
                nodes.append(
                    try GaleraNode(seat, seats, program: program, provider: provider, scripts: scripts, in: parent)
                )
            }
            try await begin(nodes)
            return GaleraCluster(nodes: nodes)
        } catch {
            await stop(nodes)
            throw error
        }
    }

    /// Restarts a killed node, and waits until it is in step with the others.
    ///
    /// A node that was killed while it changed a definition takes all data of another node, as in a real cluster:
    /// otherwise a file of a table that it had begun to create would remain an obstacle. That other node is stopped for
    /// this.
    ///
    /// - Parameter node: The node that was killed; at least one other node runs.
    /// - Throws: ``PrivateServerError`` when a node does not restart.
    package func restart(_ node: GaleraNode) async throws {
        let others = nodes.filter { $0 !== node && $0.isRunning }
        // A node that leaves before the others have expelled the killed one would take the majority with it.
        try await waitForCluster(of: others)
        guard node.isUnsafe, let donor = others.first else { return try await node.catchUp() }
        try await donor.end(by: SIGTERM)
        try await node.copyData(from: donor)
        let rest = Array(others.dropFirst())
        try await waitForCluster(of: rest)
        try await donor.start(asFirst: rest.isEmpty)
        try await waitForCluster(of: others)
        try await node.start()
    }

    /// Waits until the nodes form one cluster, without any others.
    private func waitForCluster(of nodes: [GaleraNode]) async throws {
        for node in nodes { try await node.wait(forClusterOf: nodes.count) }
    }

    /// Ends the nodes and removes their folders.
    package func stop() async { await Self.stop(nodes) }

    private static func begin(_ nodes: [GaleraNode]) async throws {
        let first = nodes[0]
        // A first start, so that the position in the cluster's history is in the folder that is copied.
        try await first.createTables()
        try await first.start(asFirst: true)
        try await first.end(by: SIGTERM)
        for node in nodes.dropFirst() { try await node.copyData(from: first) }
        try await first.start(asFirst: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes.dropFirst() {
                group.addTask { try await node.start() }
            }
            try await group.waitForAll()
        }
    }

    private static func stop(_ nodes: [GaleraNode]) async {
        await withTaskGroup(of: Void.self) { group in
            for node in nodes {
                group.addTask { await node.remove() }
            }
        }
    }
}
