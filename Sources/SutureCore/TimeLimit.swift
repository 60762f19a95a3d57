/// Ends what takes too long.
package enum TimeLimit {
    /// Runs a body, and cancels it when the time is up.
    ///
    /// - Parameters:
    ///   - limit: How long the body may take.
    ///   - error: What is thrown when it took longer.
    ///   - body: The work.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or `error`.
    package static func run<Result: Sendable>(
        _ limit: Duration,
        orThrow error: any Error,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw error
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
