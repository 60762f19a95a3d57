/// The record of a step, for kinds that conform to ``Step`` itself.
extension StepContext {
    /// Whether the step was begun by an attempt before, and not ended.
    public var isBegun: Bool {
        get throws { try steps.find(ordinal) != nil }
    }

    /// Records the intent to apply the step, unless it is recorded.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - payload: What the step wants to know again when it is resumed or taken back.
    /// - Throws: `MySQLError` when the record cannot be stored.
    public func beginStep(_ step: any Step, payload: String? = nil) throws {
        guard try !isBegun else { return }
        try steps.begin(ordinal, step: step, payload: payload)
    }

    /// What was recorded with the intent; nil when nothing was.
    public var payload: String? {
        get throws { try steps.find(ordinal)?.payload }
    }

    /// What was recorded when the step was applied; nil when it was not applied yet.
    ///
    /// Where an earlier step is repeated at the place of this one, it is what that step has recorded.
    public var firstPayload: String? {
        get throws {
            guard try StateTables(session: session, names: names).exist() else { return nil }
            guard let repeated else { return try payload }
            let store = StepStore(session: session, names: names, version: MigrationVersion(repeated.version))
            return try store.find(repeated.ordinal)?.payload
        }
    }

    /// Records what the step wants to know again, in place of what was recorded with the intent.
    ///
    /// - Parameter payload: JSON.
    /// - Throws: `MySQLError` when it cannot be stored.
    public func recordPayload(_ payload: String) throws {
        try chunk { try steps.setPayload(ordinal, payload) }
    }

    /// Records that the step is applied.
    public func endStep() throws {
        try steps.move(ordinal, to: .done)
    }

    /// Records that the step is being taken back, or that no complete attempt to apply it was recorded.
    ///
    /// - Returns: Whether an interrupted attempt may have run the statement already, or may not have run it at all.
    public func markReverting() throws -> Bool {
        let wasDone = try steps.find(ordinal)?.state == .done
        try steps.move(ordinal, to: .reverting)
        return !wasDone
    }

    /// Takes all journalled changes of the step back, and forgets the step.
    public func revertFromJournal() throws {
        try steps.move(ordinal, to: .reverting)
        for entry in try journal.all().reversed() {
            try RevertExecutor(context: self).revert(entry)
        }
        try forgetRedirects()
        try forgetStep()
    }

    /// Forgets the step after it was taken back.
    public func forgetStep() throws {
        try steps.remove(ordinal)
    }
}
