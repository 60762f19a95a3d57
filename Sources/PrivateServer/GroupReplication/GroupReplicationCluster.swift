internal import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A disposable replication group of three MySQL servers on 127.0.0.1, each in a temporary folder of its own.
///
/// It is removed when this process ends for any reason, like a ``PrivateServer``. All members begin as copies of one
/// data folder.
package final class GroupReplicationCluster: Sendable {
    /// The members, in the order of their numbers; the first founds the group.
    package let nodes: [GroupNode]
    /// True if only one member takes writes.
    package let isSinglePrimary: Bool

    private init(nodes: [GroupNode], isSinglePrimary: Bool) {
        (self.nodes, self.isSinglePrimary) = (nodes, isSinglePrimary)
    }

    /// Starts three members and waits until they are online.
    ///
    /// - Parameters:
    ///   - program: The path of `mysqld`; `nil` uses the first one found. It includes `group_replication.so`.
    ///   - isSinglePrimary: True if only one member takes writes.
    ///   - parent: The folder in which the members' own are created; `nil` for that of temporary files.
    /// - Returns: The running group.
    /// - Throws: ``PrivateServerError``; then everything is removed.
    package static func start(
        program: String?,
        isSinglePrimary: Bool = true,
        in parent: String? = nil
    ) async throws -> GroupReplicationCluster {
        let program = try ServerProgram.find(program, of: .mysql)[0]
        let ports = try FreePorts.find(6)
        let suffix = UInt64.random(in: 0x1000_0000_0000...0xffff_ffff_ffff)
        let group = "5a1ed000-0000-4000-8000-\(String(suffix, radix: 16))"
        var nodes: [GroupNode] = []
        do {
            for number in 0..<3 {
                let node = try GroupNode(in: parent) { folder in
                    GroupArguments(
                        port: ports[number],
                        groupPort: ports[3 + number],
                        seeds: Array(ports[3..<6]),
                        number: number + 1,
                        group: group,
                        isSinglePrimary: isSinglePrimary,
                        program: program,
                        folder: folder
                    )
                }
                nodes.append(node)
            }
            try await begin(nodes)
            return GroupReplicationCluster(nodes: nodes, isSinglePrimary: isSinglePrimary)
        } catch {
            await stop(nodes)
            throw error
        }
    }

    /// Restarts every killed member, and waits until all are online; founds the group anew if none runs.
    package func restart() async throws {
        let isWhole = nodes.contains { $0.isRunning }
        for node in nodes where !node.isRunning { try await node.start() }
        for (position, node) in nodes.enumerated() {
            try await node.join(asFirst: !isWhole && position == 0)
        }
    }

    /// Returns the member that takes writes; nil without one, or in a group in which all do.
    package func primary() async throws -> GroupNode? {
        for node in nodes where node.isRunning {
            if let port = try await node.primary() { return nodes.first { $0.port == port } }
        }
        return nil
    }

    /// Ends the members and removes their folders.
    package func stop() async { await Self.stop(nodes) }

    private static func begin(_ nodes: [GroupNode]) async throws {
        let first = nodes[0]
        try await first.createTables()
        try await first.start()
        // Before the members separate: their own transactions are foreign to the group.
        try await Connection.withSession(first.configuration()) { session in
            try session.execute("SET SESSION sql_log_bin = 0")
            try session.execute(
                """
                CHANGE REPLICATION SOURCE TO SOURCE_USER = 'root', SOURCE_PASSWORD = ''
                FOR CHANNEL 'group_replication_recovery'
                """
            )
            try session.execute("CREATE USER root@'127.0.0.1'")
            try session.execute("GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION")
            try session.execute("RESET BINARY LOGS AND GTIDS")
        }
        try await first.end(by: SIGTERM)
        for node in nodes.dropFirst() { try await node.copyData(from: first) }
        try await first.start()
        try await first.join(asFirst: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes.dropFirst() {
                group.addTask { try await node.start() }
            }
            try await group.waitForAll()
        }
        for node in nodes.dropFirst() { try await node.join() }
    }

    private static func stop(_ nodes: [GroupNode]) async {
        await withTaskGroup(of: Void.self) { group in
            for node in nodes {
                group.addTask { await node.remove() }
            }
        }
    }
}
