/// The hooks of a run, by their events, in the order in which they run.
///
///     var hooks = RunHooks()
///     hooks.add(.afterRun, name: "tell the team") { moment in
///         try await notify("\(moment.database): \(moment.direction.rawValue)")
///     }
public struct RunHooks: Sendable {
    private var hooks: [HookMoment.Event: [any RunHook]] = [:]

    /// Creates hooks of no event.
    public init() {}

    /// Adds a hook behind those that the event has.
    public mutating func add(_ hook: any RunHook, at event: HookMoment.Event) {
        hooks[event, default: []].append(hook)
    }

    /// Adds a closure as a hook.
    ///
    /// - Parameters:
    ///   - event: When it runs.
    ///   - name: How messages name it.
    ///   - body: The work; an error that it throws stops the run.
    public mutating func add(
        _ event: HookMoment.Event,
        name: String,
        _ body: @escaping @Sendable (HookMoment) async throws -> Void
    ) {
        add(ClosureHook(name: name, body: body), at: event)
    }

    /// Adds all hooks of others, behind these.
    public mutating func add(_ others: RunHooks) {
        hooks.merge(others.hooks) { $0 + $1 }
    }

    /// The hooks of an event.
    public subscript(event: HookMoment.Event) -> [any RunHook] {
        hooks[event] ?? []
    }
}
