package import MySQLClient

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One member of a private replication group, which can be killed and restarted.
package final class GroupNode: Sendable {
    /// The TCP port of the server on 127.0.0.1.
    package let port: Int

    private let arguments: GroupArguments
    private let process: NodeProcess
    private var folder: ServerFolder { process.folder }

    /// Creates a member that does not run yet.
    init(in parent: String?, _ arguments: (ServerFolder) -> GroupArguments) throws {
        process = try NodeProcess("member-", in: parent)
        self.arguments = arguments(process.folder)
        port = self.arguments.port
    }

    /// Returns the configuration to connect by the socket, as root and without a password.
    package func configuration(database: String? = nil) -> ConnectionConfiguration {
        process.configuration(database: database)
    }

    /// True if the server runs.
    package var isRunning: Bool { process.isRunning }

    /// Kills the server by SIGKILL and waits until it has ended.
    package func kill() async throws { try await end(by: SIGKILL) }

    func createTables() async throws {
        try await process.run(try arguments.initializer, "The first tables cannot be created")
    }

    /// Copies the data of another member, which must not run; the copy is a separate server.
    func copyData(from other: GroupNode) async throws {
        try await process.run(["/bin/cp", "-R", other.folder.data, folder.path], "The data folder cannot be copied")
        unlink(folder.data + "/auto.cnf")
    }

    /// Starts the server, outside of the group.
    package func start() async throws {
        try process.start(arguments.server)
        try await wait("does not answer") { await execute("DO 0") }
    }

    /// Joins the group, or founds it, and waits until the member is online.
    package func join(asFirst: Bool = false) async throws {
        if asFirst { _ = await execute("SET GLOBAL group_replication_bootstrap_group = ON") }
        // A killed member is refused until the others have expelled it.
        try await wait("does not join its group") {
            if try await state() == "ONLINE" { return true }
            if try await state() == "ERROR" { _ = await execute("STOP GROUP_REPLICATION") }
            if try await state() == "OFFLINE" { _ = await execute("START GROUP_REPLICATION") }
            return try await state() == "ONLINE"
        }
        if asFirst { _ = await execute("SET GLOBAL group_replication_bootstrap_group = OFF") }
    }

    /// Returns the state of this member in its group.
    package func state() async throws -> String {
        try await query(
            """
            SELECT COALESCE(MAX(MEMBER_STATE), 'OFFLINE') FROM performance_schema.replication_group_members
            WHERE MEMBER_ID = @@server_uuid
            """
        ) ?? "OFFLINE"
    }

    /// Returns the port of the primary, as this member sees it; nil without one, or with several.
    package func primary() async throws -> Int? {
        try await query(
            """
            SELECT CAST(MAX(MEMBER_PORT) AS CHAR) FROM performance_schema.replication_group_members
            WHERE MEMBER_ROLE = 'PRIMARY' AND MEMBER_STATE = 'ONLINE' HAVING COUNT(*) = 1
            """
        )
        .flatMap { Int($0) }
    }

    private func query(_ statement: Statement) async throws -> String? {
        try? await Connection.withSession(configuration()) { try $0.value(statement, as: String.self) }
    }

    private func execute(_ statement: Statement) async -> Bool {
        (try? await Connection.withSession(configuration()) { _ = try $0.execute(statement) }) != nil
    }

    func end(by signal: Int32) async throws { try await process.end(by: signal) }

    func remove() async { await process.remove() }

    private func wait(_ failure: String, until isSo: () async throws -> Bool) async throws {
        try await process.waitWhileRunning("The member on port \(port) \(failure)", until: isSo)
    }
}
