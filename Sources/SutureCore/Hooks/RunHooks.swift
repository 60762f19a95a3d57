/// The hooks of a run, by their events, in the order in which they run.
///
///     var hooks = RunHooks()
///     hooks.add(.afterRun, name: "notify the team") { moment in
///         try await notify("\(moment.database): \(moment.direction.rawValue)")
///     }
public struct RunHooks: Sendable {
    private var hooks: [HookMoment.Event: [any RunHook]] = [:]

    /// Creates an empty list of hooks.
    public init() {}

    /// Adds a hook behind the existing ones of the event.
    public mutating func add(_ hook: any RunHook, at event: HookMoment.Event) {
        hooks[event, default: []].append(hook)
    }

    /// Adds a closure as a hook.
    ///
    /// - Parameters:
    ///   - event: The event at which it runs.
    ///   - name: The name in messages.
    ///   - body: The work; an error that it throws stops the run.
    public mutating func add(
        _ event: HookMoment.Event,
        name: String,
        _ body: @escaping @Sendable (HookMoment) async throws -> Void
    ) {
        add(ClosureHook(name: name, body: body), at: event)
    }

    /// Adds all hooks of another list, behind these.
    public mutating func add(_ others: RunHooks) {
        hooks.merge(others.hooks) { $0 + $1 }
    }

    /// Returns the hooks of an event.
    public subscript(event: HookMoment.Event) -> [any RunHook] {
        hooks[event] ?? []
    }
}
