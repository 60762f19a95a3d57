import Synchronization

/// Cancels work that takes too long.
package enum TimeLimit {
    /// Runs a body, and cancels it when the time is up.
    ///
    /// A body that does not end although it was cancelled is abandoned: its caller continues all the same.
    ///
    /// - Parameters:
    ///   - limit: The time that the body may take.
    ///   - patience: The time that it may then take to end.
    ///   - error: The error to throw when it took longer than the limit, whatever its result.
    ///   - body: The work.
    /// - Returns: The result of the body.
    /// - Throws: The error of the body; `error`; `CancellationError` when the task was cancelled before the body ended.
    package static func run<Value: Sendable>(
        _ limit: Duration,
        patience: Duration = .seconds(30),
        orThrow error: any Error,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let race = Race<Value>()
        let work = Task {
            do {
                race.end(with: .success(try await body()))
            } catch {
                race.end(with: .failure(error))
            }
        }
        let clock = Task {
            try await Task.sleep(for: limit)
            race.expire(error)
            work.cancel()
            try await Task.sleep(for: patience)
            race.end(with: .failure(error))
        }
        defer { clock.cancel() }
        return try await withTaskCancellationHandler {
            try await race.result
        } onCancel: {
            race.expire(CancellationError())
            work.cancel()
        }
    }
}

/// The first of several outcomes, for the one who waits for it.
private final class Race<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var expiry: (any Error)?
        var waiting: CheckedContinuation<Value, any Error>?
    }

    private let state = Mutex(State())

    /// The first outcome; read once.
    var result: Value {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state in
                    if state.result == nil { state.waiting = continuation }
                    return state.result
                }
                if let result { continuation.resume(with: result) }
            }
        }
    }

    /// Replaces every later outcome by this error, or by that of an earlier call.
    func expire(_ error: any Error) {
        state.withLock { $0.expiry = $0.expiry ?? error }
    }

    /// Ends the race, unless it has ended.
    func end(with result: Result<Value, any Error>) {
        let (waiting, first): (CheckedContinuation<Value, any Error>?, Result<Value, any Error>) = state.withLock {
            state in
            let first = state.result ?? state.expiry.map { .failure($0) } ?? result
            state.result = first
            defer { state.waiting = nil }
            return (state.waiting, first)
        }
        waiting?.resume(with: first)
    }
}
