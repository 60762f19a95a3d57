public import MySQLClient
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A disposable server on a Unix socket in a temporary folder of its own.
///
/// It has a user `root` without a password, and an empty schema. It is removed when this process ends for any reason: a
/// small shell process reads a connection that this process holds, and when that ends, it stops the server and removes
/// the folder. Only a server that was started with ``Options/keep`` stays.
public final class PrivateServer: Sendable {
    /// The path of the Unix socket.
    public let socket: String
    /// The folder that holds all of the server's files.
    public let directory: String
    /// The vendor of the server.
    public let vendor: ServerIdentity.Vendor
    /// The version as the server reports it.
    public let versionText: String
    /// The path of the program.
    public var program: String { launch.command[0] }
    /// The process of the server.
    public var processIdentifier: Int32 { process.withLock { $0.server } }
    /// The TCP port on 127.0.0.1, if one was requested.
    public let port: Int?

    /// The server's process, and the group that it leads or belongs to.
    struct Process {
        var server: Int32
        var group: Int32
    }

    let process: Mutex<Process>
    let launch: Launch
    let janitor: Mutex<Janitor?>

    private init(launch: Launch, identity: ServerIdentity, janitor: Janitor?) {
        socket = launch.folder.socket
        directory = launch.folder.path
        vendor = identity.vendor
        versionText = identity.versionText
        port = launch.port
        self.launch = launch
        process = Mutex(Process(server: launch.folder.serverProcess ?? launch.process, group: launch.process))
        self.janitor = Mutex(janitor)
    }

    deinit {
        guard let janitor = janitor.withLock({ $0.take() }) else { return }
        janitor.letGo()
        let group = process.withLock { $0.group }
        Task.detached { await janitor.reap(and: group) }
    }

    /// Starts a server and waits until it answers.
    ///
    /// MariaDB takes about a second, MySQL several. No more servers start at a time than the machine has processors:
    /// the others wait, and their time begins when it is their turn. On any failure, everything is removed.
    /// - Parameter options: The program, and its options.
    /// - Returns: The running server.
    /// - Throws: ``PrivateServerError``; it contains the last lines of the server's log.
    public static func start(_ options: Options = Options()) async throws -> PrivateServer {
        let programs = try ServerProgram.find(options.program, of: options.vendor)
        return try await starts.take { try await start(programs, options) }
    }

    private static let starts = Turns(places: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    private static func start(_ programs: [ServerProgram], _ options: Options) async throws -> PrivateServer {
        let folder = try ServerFolder.make(in: options.parent)
        let janitor = try Janitor.start(folder: folder.path)
        var process: Int32?
        do {
            let launch = try await Launch.run(programs, options, folder, janitor) { process = $0 }
            let identity = try await launch.waitUntilReady(options.startTimeout)
            if options.keep { try await janitor.dismiss() }
            return PrivateServer(launch: launch, identity: identity, janitor: options.keep ? nil : janitor)
        } catch {
            janitor.letGo()
            await janitor.reap(and: process)
            throw error
        }
    }

    /// Returns the configuration to connect, as root and without a password.
    ///
    /// - Parameter database: The initial database.
    /// - Returns: A configuration for the server's socket.
    public func configuration(database: String? = nil) -> ConnectionConfiguration {
        ConnectionConfiguration(socket: socket, user: "root", database: database)
    }

    /// Stops the server, gracefully if that takes no more than ten seconds, and removes its folder.
    ///
    /// A second call, or one at the same time, does nothing.
    public func stop() async {
        let first = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard first else { return }
        var janitor = janitor.withLock { $0.take() }
        let group = process.withLock { $0.group }
        if janitor == nil {
            janitor = try? Janitor.start(folder: directory)
            try? janitor?.watch(group: group)
        }
        janitor?.letGo()
        await janitor?.reap(and: group)
    }

    private let isStopped = Mutex(false)
}
