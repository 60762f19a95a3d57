package import MySQLClient
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One member of a private replication group, which can be killed and brought back.
package final class GroupNode: Sendable {
    /// The TCP port of the server on 127.0.0.1.
    package let port: Int

    let folder: ServerFolder
    private let arguments: GroupArguments
    private let janitor: Janitor
    private let process = Mutex<Int32?>(nil)
    /// How long anything may take that a member does; one that ends before is noticed at once.
    private static let patience = Duration.seconds(300)

    /// Makes a member that does not run yet.
    init(in parent: String?, _ arguments: (ServerFolder) -> GroupArguments) throws {
        folder = try ServerFolder.make("member-", in: parent)
        janitor = try Janitor.start(folder: folder.path)
        self.arguments = arguments(folder)
        port = self.arguments.port
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

    func createTables() async throws {
        let program = try janitor.launch(try arguments.initializer, output: folder.log)
        var status: Int32?
        try await wait("creates its first tables") {
            status = Spawn.exitStatus(of: program)
            return status != nil
        }
        guard status == 0 else {
            throw PrivateServerError(.initializationFailed, "The first tables cannot be created.", log: folder.logEnd)
        }
    }

    /// Takes a copy of the data of another member, which must not run; the copy is a server of its own.
    func copyData(from other: GroupNode) async throws {
        let program = try janitor.launch(["/bin/cp", "-R", other.folder.data, folder.path], output: folder.log)
        try await wait("copies its data") { Spawn.exitStatus(of: program) != nil }
        unlink(folder.data + "/auto.cnf")
    }

    /// Starts the server, outside of the group.
    package func start() async throws {
        // Of a server that was killed.
        unlink(folder.processFile)
        let started = try janitor.launch(arguments.server, output: folder.log)
        process.withLock { $0 = started }
        try await wait("answers") {
            guard isRunning else {
                throw PrivateServerError(.serverEnded, "A member ended before it answered.", log: folder.logEnd)
            }
            return await execute("DO 0")
        }
    }

    /// Joins the group, or founds it, and waits until the member is online.
    package func join(asFirst: Bool = false) async throws {
        if asFirst { _ = await execute("SET GLOBAL group_replication_bootstrap_group = ON") }
        // A member that was killed is refused until the others have expelled it.
        try await wait("joins the group") {
            if try await state() == "ONLINE" { return true }
            guard isRunning else {
                throw PrivateServerError(.serverEnded, "A member ended before it joined.", log: folder.logEnd)
            }
            if try await state() == "ERROR" { _ = await execute("STOP GROUP_REPLICATION") }
            if try await state() == "OFFLINE" { _ = await execute("START GROUP_REPLICATION") }
            return try await state() == "ONLINE"
        }
        if asFirst { _ = await execute("SET GLOBAL group_replication_bootstrap_group = OFF") }
    }

    /// The state of this member in its group.
    package func state() async throws -> String {
        try await query(
            """
            SELECT COALESCE(MAX(MEMBER_STATE), 'OFFLINE') FROM performance_schema.replication_group_members
            WHERE MEMBER_ID = @@server_uuid
            """
        ) ?? "OFFLINE"
    }

    /// The port of the primary, as this member sees it; nil when there is none, or several.
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

    func end(by signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        #if canImport(Darwin)
        Darwin.kill(-running, signal)
        #elseif canImport(Glibc)
        Glibc.kill(-running, signal)
        #else
        Musl.kill(-running, signal)
        #endif
        try await wait("ends") { !isRunning }
    }

    func remove() async {
        janitor.letGo()
        await janitor.reap(and: process.withLock { $0 })
    }

    private func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                let text = "The member on port \(port) takes too long until it \(what)."
                throw PrivateServerError(.timedOut, text, log: folder.logEnd)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
