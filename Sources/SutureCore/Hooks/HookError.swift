import MySQLClient

extension SutureError.Code {
    /// A hook has failed, and stopped the run.
    public static let hookFailed = Self(rawValue: "hook-failed")
    /// The smoke test has failed, and the run's changes were reverted.
    public static let smokeFailed = Self(rawValue: "smoke-failed")
}

extension SutureError {
    /// Returns the error of the run for a hook's error.
    static func hook(
        _ hook: any RunHook,
        _ moment: HookMoment,
        _ error: any Error,
        outcome: Outcome
    ) -> SutureError {
        SutureError(
            .hookFailed,
            "The hook of \(moment.event.rawValue) (\(hook.name)) failed: \(reason(error))",
            remedy: outcome == .refused
                ? "Nothing was changed. Mend what the hook found, or the hook; then run the same command again."
                : "What was done is recorded. Mend what the hook found, or the hook; then run the same command again: "
                    + "it goes on from there.",
            outcome: outcome,
            details: (error as? SutureError)?.details ?? []
        )
    }

    /// Describes the failure of user code, without words that could hold values of rows.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as SutureError: error.message
        case let error as MySQLError: "the server refused with \(error.code.rawValue)."
        case is CancellationError: "it was cancelled."
        default: "it threw \(type(of: error))."
        }
    }
}
