import Testing

@testable import SutureCore

@Suite(.timeLimit(.minutes(120))) struct TimeLimitTests {
    private struct TooLong: Error {}
    private struct Other: Error {}

    @Test func returnsAndThrowsWhatTheBodyDoes() async throws {
        #expect(try await TimeLimit.run(.seconds(600), orThrow: TooLong()) { 7 } == 7)
        await #expect(throws: Other.self) {
            try await TimeLimit.run(.seconds(600), orThrow: TooLong()) { throw Other() }
        }
    }

    /// The body is cancelled, and its later outcome is no result.
    @Test func throwsWhenTheTimeIsUp() async {
        await #expect(throws: TooLong.self) {
            try await TimeLimit.run(.milliseconds(10), patience: .seconds(600), orThrow: TooLong()) {
                try? await Task.sleep(for: .seconds(3600))
                return 7
            }
        }
    }

    /// A request to a server can behave like this, in a library that loses it.
    @Test func leavesABodyBehindThatDoesNotEnd() async {
        let (stuck, end) = AsyncStream<Void>.makeStream()
        await #expect(throws: TooLong.self) {
            try await TimeLimit.run(.milliseconds(10), patience: .milliseconds(10), orThrow: TooLong()) {
                // A separate task is not cancelled with the body.
                await Task { for await _ in stuck {} }.value
            }
        }
        end.finish()
    }

    @Test func cancellationReachesTheBody() async throws {
        let task = Task {
            try await TimeLimit.run(.seconds(3600), orThrow: TooLong()) { try? await Task.sleep(for: .seconds(3600)) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
