import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A shell process that outlives this one until it has cleaned up.
///
/// It reads a connection whose other end only this process holds. Lines name the process group to end; the end of the
/// connection, which comes when this process closes it or dies, is the signal to end that group and to remove the
/// folder.
final class Janitor: Sendable {
    private static let script = """
        group=
        while IFS= read -r line; do
            [ "$line" = dismissed ] && exit 0
            group=$line
        done
        if [ -n "$group" ]; then
            kill -s TERM -- "-$group"
            tries=0
            while kill -s 0 -- "-$group" && [ "$tries" -lt 100 ]; do
                sleep 0.1
                tries=$((tries + 1))
            done
            kill -s KILL -- "-$group"
        fi
        rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
        """

    /// Runs its arguments once it has read a word, so that nothing runs before the janitor knows of it.
    private static let gate = #"IFS= read -r word && [ "$word" = go ] && exec "$@" </dev/null"#

    private let process: Int32
    private let lifeline: Mutex<Int32?>

    private init(process: Int32, lifeline: Int32) {
        self.process = process
        self.lifeline = Mutex(lifeline)
    }

    static func start(folder: String) throws -> Janitor {
        let ends = try Lifeline()
        defer { close(ends.reading) }
        do {
            let arguments = ["/bin/sh", "-c", script, "suture-janitor", folder]
            let process = try Spawn.start(arguments, input: ends.reading, output: "/dev/null")
            return Janitor(process: process, lifeline: ends.writing)
        } catch {
            close(ends.writing)
            throw error
        }
    }

    /// Starts a program that the janitor knows of before it runs.
    ///
    /// - Returns: The number of the process and of its group.
    func launch(_ arguments: [String], output: String) throws -> Int32 {
        let ends = try Lifeline()
        defer {
            close(ends.writing)
            close(ends.reading)
        }
        let gated = ["/bin/sh", "-c", Self.gate, "suture-server"] + arguments
        let process = try Spawn.start(gated, input: ends.reading, output: output)
        try watch(group: process)
        try Lifeline.write(line: "go", to: ends.writing)
        return process
    }

    /// Makes the janitor end this group when its time comes.
    func watch(group: Int32) throws {
        try lifeline.withLock { lifeline in
            guard let lifeline else { return }
            try Lifeline.write(line: String(group), to: lifeline)
        }
    }

    /// Lets the server outlive this process.
    func dismiss() async throws {
        try lifeline.withLock { lifeline in
            guard let lifeline else { return }
            try Lifeline.write(line: "dismissed", to: lifeline)
        }
        letGo()
        await reap(and: nil)
    }

    /// Closes the connection: the janitor begins to clean up.
    func letGo() {
        if let descriptor = lifeline.withLock({ $0.take() }) { close(descriptor) }
    }

    /// Waits until the janitor has ended, and reaps the ended server.
    func reap(and server: Int32?) async {
        var server = server
        while true {
            if let process = server, Spawn.exitStatus(of: process) != nil { server = nil }
            if Spawn.exitStatus(of: process) != nil { break }
            // Not affected by the task's cancellation, which must not leave a server running.
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
        if let process = server { _ = Spawn.exitStatus(of: process) }
    }
}
