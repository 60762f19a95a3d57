import Synchronization
import Testing

@testable import SutureCore

@Suite struct TaskEndingTests {
    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isSet: Bool { value.withLock { $0 } }

        func set() { value.withLock { $0 = true } }
    }

    private struct Failure: Error {}

    /// Starts a task that still has to close something when it is cancelled.
    private func task(closing flag: Flag) -> Task<Void, Never> {
        Task.detached {
            while !Task.isCancelled { await Task.yield() }
            for _ in 1...10_000 { await Task.yield() }
            flag.set()
        }
    }

    @Test func theTaskIsOverAfterTheBody() async {
        let flag = Flag()
        let result = await task(closing: flag).ending { 7 }
        #expect(flag.isSet)
        #expect(result == 7)
    }

    @Test func theTaskIsOverAfterABodyThatThrows() async {
        let flag = Flag()
        await #expect(throws: Failure.self) { try await task(closing: flag).ending { throw Failure() } }
        #expect(flag.isSet)
    }
}
