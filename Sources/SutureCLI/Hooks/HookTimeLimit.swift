import SutureCore

/// Ends what takes too long.
enum HookTimeLimit {
    /// Runs a body, and cancels it when the time is up.
    ///
    /// - Throws: What the body throws, or `SutureError` when it took too long.
    static func run<Result: Sendable>(
        _ limit: Duration,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await TimeLimit.run(limit, orThrow: exceeded(limit), body)
    }

    /// The error of what took too long.
    static func exceeded(_ limit: Duration) -> SutureError {
        .hookReason("it did not end within \(limit.readable), and was stopped.")
    }
}

extension SutureError {
    /// Why a hook failed, as the second half of a sentence.
    static func hookReason(_ reason: String) -> SutureError {
        SutureError(.hookFailed, reason, remedy: "Mend the hook, or what it found.")
    }
}
