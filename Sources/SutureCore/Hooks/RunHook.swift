/// Work that runs at an event of a run, while the run waits for it and holds its lock.
public protocol RunHook: Sendable {
    /// The name in messages, such as `command ./check`.
    var name: String { get }

    /// Does the work; its task is cancelled when the run is interrupted.
    ///
    /// - Parameter moment: The event and its place.
    /// - Returns: The outcome for the run to record.
    /// - Throws: An error to stop the run. The message of a `SutureError` is shown; of other errors only the type,
    ///   since its words could hold values of rows.
    func run(_ moment: HookMoment) async throws -> HookOutcome
}

/// The outcome of a hook that the run records.
public struct HookOutcome: Sendable {
    /// The file of a backup that was taken.
    public var backup: String?

    /// Creates an outcome.
    public init(backup: String? = nil) {
        self.backup = backup
    }
}

/// A hook that is a closure.
struct ClosureHook: RunHook {
    let name: String
    let body: @Sendable (HookMoment) async throws -> Void

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        try await body(moment)
        return HookOutcome()
    }
}
