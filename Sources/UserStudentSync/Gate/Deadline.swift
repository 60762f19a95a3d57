/// Waits for work only so long.
enum Deadline {
    /// Runs a body, and goes on without it when the time is up or the task is cancelled.
    ///
    /// The body is cancelled then, but not waited for: a call that waits for a host that does not answer ends much later.
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
