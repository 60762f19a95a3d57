import Synchronization

/// Work that runs beside a test, which can ask whether it has ended.
final class Started<R: Sendable>: Sendable {
    private let task: Task<R, any Error>
    private let end = End()

    /// Begins the work.
    init(_ body: @escaping @Sendable () async throws -> R) {
        task = Task { [end] in
            defer { end.isReached.withLock { $0 = true } }
            return try await body()
        }
    }

    var hasEnded: Bool { end.isReached.withLock(\.self) }

    /// The result, once it has ended.
    var value: R {
        get async throws { try await task.value }
    }

    private final class End: Sendable {
        let isReached = Mutex(false)
    }
}
