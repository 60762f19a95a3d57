#if os(Linux)
import Foundation
import Synchronization
import Testing

@testable import PrivateServer

@Suite struct SpawnTests {
    /// Also none that another thread opens meanwhile: whoever waits for its end would wait for that of the server.
    @Test func noDescriptorIsInherited() async throws {
        let others = (0..<4).map { _ in Task.detached { openAndClose() } }
        defer { for other in others { other.cancel() } }
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        for _ in 0..<200 {
            let process = try Spawn.start(["/bin/sleep", "900"], input: ends[0], output: "/dev/null")
            defer {
                kill(process, SIGKILL)
                waitpid(process, nil, 0)
            }
            let inherited = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
            #expect(inherited.sorted() == ["0", "1", "2"])
        }
    }
}

/// Opens descriptors that a program inherits, and closes them, until the task is cancelled.
private func openAndClose() {
    while !Task.isCancelled {
        let opened = (0..<8).map { _ in dup(0) }
        for descriptor in opened { close(descriptor) }
    }
}
#endif
