import SutureCore

/// Cancels work that takes too long.
enum HookTimeLimit {
    /// Runs a body, and cancels it when the time is up.
    ///
    /// - Throws: The error of the body, or `SutureError` when it took too long.
    static func run<Result: Sendable>(
        _ limit: Duration,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await TimeLimit.run(limit, orThrow: exceeded(limit), body)
    }

    /// Returns the error for an exceeded limit.
    static func exceeded(_ limit: Duration) -> SutureError {
        .hookReason("it did not end within \(limit.readable), and was stopped.")
    }
}

extension SutureError {
    /// Returns the reason for a failed hook, as the second half of a sentence.
    static func hookReason(_ reason: String) -> SutureError {
        SutureError(.hookFailed, reason, remedy: "Mend the hook, or what it found.")
    }
}
