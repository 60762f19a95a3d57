import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension PrivateServer {
    /// Ends the server's process at once, like a crash, and waits until it has ended; the folder stays.
    public func crash() async {
        let process = process.withLock { $0 }
        kill(process.server, SIGKILL)
        while Spawn.exitStatus(of: process.group) == nil {
            await Task.detached { try? await Task.sleep(for: .milliseconds(5)) }.value
        }
    }

    /// Starts the server again after ``crash()``, on the same socket and port, and waits until it answers.
    ///
    /// - Parameter timeout: The time limit; the server first repairs its files.
    /// - Throws: ``PrivateServerError`` when it does not start, or was stopped.
    public func restart(within timeout: Duration = .seconds(300)) async throws {
        guard let janitor = janitor.withLock({ $0 }) else {
            throw PrivateServerError(
                .serverEnded,
                "The server was stopped, and its folder is gone: start another.",
                log: []
            )
        }
        let launch = try launch.again(janitor)
        process.withLock { $0 = Process(server: launch.process, group: launch.process) }
        _ = try await launch.waitUntilReady(timeout)
    }
}
