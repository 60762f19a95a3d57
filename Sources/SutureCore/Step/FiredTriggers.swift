/// The triggers of the schema's owner that the changes of a step fire.
///
/// The server cannot switch them off, and their writes to other tables are in no journal. So a trigger that writes rows
/// stops the step before it changes anything, unless the migration accepts it. Suture's own are switched off in its
/// runs.
struct FiredTriggers {
    let context: StepContext

    /// Returns the notes about them in a plan.
    func notes(for changes: [PlannedChange]) throws -> [Note] {
        var notes: [Note] = []
        for change in changes where change.rows > 0 {
            for trigger in try triggers(on: change.table, change.kind) {
                let note = try note(trigger, change.table)
                if !notes.contains(note) { notes.append(note) }
            }
        }
        return notes
    }

    /// Throws if a change has rows and fires a trigger that writes rows and is not accepted.
    func requireAccepted(by change: TableChange) throws {
        let notes = try triggers(on: change.table, change.kind).map { try note($0, change.table) }
        guard let blocker = notes.first(where: { $0.level == .blocker }), try change.hasRows(in: context.session) else {
            return
        }
        throw blocker.error
    }

    private func triggers(on table: String, _ kind: ChangeKind) throws -> [Trigger] {
        try context.schema.table(table).triggers.filter { $0.event == kind && !$0.isSynchronizing }
    }

    private func note(_ trigger: Trigger, _ table: String) throws -> Note {
        let fires = "The trigger \(trigger.name) fires at each \(trigger.event.rawValue) of \(table) in this step"
        guard trigger.writesRows else {
            return Note(.info, .triggersFire, "\(fires), and writes to no other table.")
        }
        let isAccepted = context.acceptedTriggers.contains { $0.lowercased() == trigger.name.lowercased() }
        guard isAccepted else {
            let isHidden = trigger.body == nil
            return Note(
                .blocker,
                .triggersFire,
                isHidden
                    ? "\(fires), and the server hides from the account what it does."
                    : "\(fires); what it writes to other tables would not be journalled.",
                remedy: (isHidden ? "Grant the account TRIGGER on the schema, drop" : "Drop")
                    + " it for the run, or let the migration accept that its writes stay: "
                    + "var acceptedTriggers: [String] { [\"\(trigger.name)\"] }."
            )
        }
        return Note(
            .warning,
            .triggersFire,
            "\(fires). The migration accepts it: what it writes to other tables is not journalled, and down does not take it "
                + "back."
        )
    }
}
