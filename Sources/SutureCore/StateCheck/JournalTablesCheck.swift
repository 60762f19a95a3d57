/// Checks that the rows of every change that the run may revert or resume exist.
struct JournalTablesCheck: StateCheck {
    func problems(_ state: StoredState) throws -> [StateProblem] {
        state.journalled.compactMap { problem($0, state.tables) }
    }

    private func problem(_ change: StoredState.Change, _ tables: Set<String>) -> StateProblem? {
        let version = MigrationVersion(change.place.version)
        let name = JournalStore.table(version, change.place.ordinal, change.round, change.ordinal)
        guard change.journalTable == name else {
            return StateProblem("suture_journal names another table than \(name) for the \(change.text).")
        }
        let isTakenBack = change.state == "reverting" && change.position == 0
        guard change.state != "staging", change.lastSequence > 0, !isTakenBack, !tables.contains(name) else {
            return nil
        }
        return StateProblem(
            "\(name) is gone, which had the rows of the \(change.text): without it they cannot be put back.",
            remedy:
                "Restore the table from a backup, or the whole schema. Stop above the version with down --to \(version). If "
                + "nobody needs to take it back, say so by suture journal prune \(version)."
        )
    }
}
