import PrivateServer
import Synchronization
import Testing

@Suite struct TurnsTests {
    @Test func noMoreThanTheirPlacesGoAtATime() async throws {
        let turns = Turns(places: 3)
        let going = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await turns.take {
                        going.value.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        try await Task.sleep(for: .milliseconds(5))
                        going.value.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(going.value.withLock { $0 } == (0, 3))
    }

    /// A place after a failure, and one that nobody takes any more, are free for the others.
    @Test func whatEndsOrIsCancelledTakesNoPlace() async throws {
        let turns = Turns(places: 1)
        let mayEnd = AsyncStream.makeStream(of: Void.self)
        let failing = Task.immediate {
            try await turns.take {
                for await _ in mayEnd.stream {}
                throw Failure()
            }
        }
        let cancelled = Task.immediate {
            try await turns.take { Issue.record("It was cancelled while it waited.") }
        }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        mayEnd.continuation.finish()
        await #expect(throws: Failure.self) { try await failing.value }
        #expect(try await turns.take { 1 } == 1)
    }

    @Test func whatIsToBeFirstDoesNotWaitForOthersThatWait() async throws {
        let turns = Turns(places: 1)
        let order = Shared<[Int]>([])
        let waiting = try await turns.take {
            [2, 1]
                .map { number in
                    Task.immediate {
                        try await turns.take(first: number == 1) { order.value.withLock { $0.append(number) } }
                    }
                }
        }
        for task in waiting { try await task.value }
        #expect(order.value.withLock { $0 } == [1, 2])
    }
}

private struct Failure: Error {}

private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}
