/// Waits for work only for a limited time.
enum Deadline {
    /// Runs a body, and continues without it when the time is up or the task is cancelled.
    ///
    /// The body is then cancelled, but not awaited: a call to an unresponsive host ends much later.
    static func run<Success: Sendable>(
        _ limit: Duration,
        orFail error: any Error,
        _ body: @escaping @Sendable () async throws -> Success
    ) async -> Result<Success, any Error> {
        let (results, continuation) = AsyncStream.makeStream(of: Result<Success, any Error>.self)
        let work = Task {
            do { continuation.yield(.success(try await body())) } catch { continuation.yield(.failure(error)) }
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            continuation.yield(.failure(error))
        }
        defer {
            work.cancel()
            timer.cancel()
        }
        for await result in results { return result }
        return .failure(CancellationError())
    }
}
