/// Something that runs at an event of a run, while the run waits for it and holds its lock.
public protocol RunHook: Sendable {
    /// How messages name it, such as `command ./check`.
    var name: String { get }

    /// Does the work; the run's task of it is cancelled when the run is interrupted.
    ///
    /// - Parameter moment: What happens, and where.
    /// - Returns: What the run records of it.
    /// - Throws: An error to stop the run. The message of a `SutureError` is told; of others only the type, since their
    ///   words could hold values of rows.
    func run(_ moment: HookMoment) async throws -> HookOutcome
}

/// What a hook has done that the run records.
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
