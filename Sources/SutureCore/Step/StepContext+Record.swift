/// The record of a step, for kinds that conform to ``Step`` itself.
extension StepContext {
    /// True if an earlier attempt began the step and did not finish it.
    public var isBegun: Bool {
        get throws { try steps.find(ordinal) != nil }
    }

    /// Records the intent to apply the step, unless it is recorded.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - payload: Data that the step needs again when it is resumed or reverted.
    /// - Throws: `MySQLError` when the record cannot be stored.
    public func beginStep(_ step: any Step, payload: String? = nil) throws {
        guard try !isBegun else { return }
        try steps.begin(ordinal, step: step, payload: payload)
    }

    /// The payload recorded with the intent; nil if there was none.
    public var payload: String? {
        get throws { try steps.find(ordinal)?.payload }
    }

    /// The payload recorded when the step was applied; nil if it was not applied yet.
    ///
    /// Where an earlier step is repeated at the place of this one, it is the payload of that step.
    public var firstPayload: String? {
        get throws {
            guard try StateTables(session: session, names: names).exist() else { return nil }
            guard let repeated else { return try payload }
            let store = StepStore(session: session, names: names, version: MigrationVersion(repeated.version))
            return try store.find(repeated.ordinal)?.payload
        }
    }

    /// Records the data that the step needs again, replacing the payload recorded with the intent.
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

    /// Records that the step is being reverted, or that no complete attempt to apply it was recorded.
    ///
    /// - Returns: True if it is uncertain whether an interrupted attempt has run the statement.
    public func markReverting() throws -> Bool {
        let wasDone = try steps.find(ordinal)?.state == .done
        try steps.move(ordinal, to: .reverting)
        return !wasDone
    }

    /// Reverts all journalled changes of the step, and removes its record.
    public func revertFromJournal() throws {
        try steps.move(ordinal, to: .reverting)
        for entry in try journal.all().reversed() {
            try RevertExecutor(context: self).revert(entry)
        }
        try forgetRedirects()
        try forgetStep()
    }

    /// Removes the record of the step after it was reverted.
    public func forgetStep() throws {
        try steps.remove(ordinal)
    }
}
