#if os(Linux)
import Foundation
import SutureTesting
import Synchronization
import Testing

@testable import PrivateServer

@Suite struct SpawnTests {
    /// This includes descriptors that another thread opens meanwhile: a reader of one would wait for the end of the
    /// server.
    @Test func noDescriptorIsInherited() async throws {
        let opener = Opener()
        defer { opener.stop() }
        for _ in 0..<2 { Thread.detachNewThread { opener.run() } }
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        for _ in 0..<100 {
            let process = try Spawn.start(["/bin/sleep", "900"], input: ends[0], output: "/dev/null")
            defer {
                kill(process, SIGKILL)
                waitpid(process, nil, 0)
            }
            // While the program is loaded, its libraries are open as well.
            try await Wait.until("nothing but the standard descriptors is open") {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").sorted() == ["0", "1", "2"]
            }
        }
    }
}

/// Opens descriptors that a program inherits, and closes them, repeatedly.
private final class Opener: Sendable {
    private let isStopped = Atomic(false)

    func stop() { isStopped.store(true, ordering: .relaxed) }

    func run() {
        while !isStopped.load(ordering: .relaxed) {
            let opened = (0..<8).map { _ in dup(0) }
            for descriptor in opened { close(descriptor) }
        }
    }
}
#endif
