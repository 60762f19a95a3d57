import MySQLClient

/// Checks that the progress of a change is within the staged rows, and that its journal holds exactly the recorded
/// rows.
struct CursorCheck: StateCheck {
    func problems(_ state: StoredState) throws -> [StateProblem] {
        try state.journalled.compactMap { try problem($0, state) }
    }

    private func problem(_ change: StoredState.Change, _ state: StoredState) throws -> StateProblem? {
        guard change.position <= change.lastSequence, change.changedRows <= change.lastSequence else {
            return StateProblem(
                "suture_journal has the \(change.text) at position \(change.position) with \(change.changedRows) rows, of "
                    + "\(change.lastSequence)."
            )
        }
        if change.state == "staging", change.lastSequence > 0 {
            return StateProblem(
                "suture_journal has the \(change.text) as staging, with \(change.lastSequence) keys staged."
            )
        }
        if change.state == "done", change.position < change.lastSequence {
            return StateProblem(
                "suture_journal has the \(change.text) as done, at position \(change.position) of \(change.lastSequence)."
            )
        }
        return try stageProblem(change, state) ?? journalProblem(change, state)
    }

    /// Checks that the remaining rows are staged.
    private func stageProblem(_ change: StoredState.Change, _ state: StoredState) throws -> StateProblem? {
        guard change.state == "changing", change.position < change.lastSequence else { return nil }
        let name = "suture_stage_\(change.place.version)_\(change.place.ordinal)_\(change.round)_\(change.ordinal)"
        guard state.tables.contains(name) else {
            return StateProblem(
                "\(name) is gone, which had the keys of the \(change.text) that are still to be changed."
            )
        }
        let staged = try maximum(name, state) ?? 0
        guard staged != change.lastSequence else { return nil }
        return StateProblem(
            "\(name) ends at \(staged), and suture_journal has \(change.lastSequence) for the \(change.text)."
        )
    }

    /// The journal and its cursor are written in one transaction, so they agree, unless one of them was restored or
    /// edited.
    private func journalProblem(_ change: StoredState.Change, _ state: StoredState) throws -> StateProblem? {
        guard change.state != "staging", state.tables.contains(change.journalTable) else { return nil }
        let isReverting = change.state == "reverting"
        if !isReverting, let last = try maximum(change.journalTable, state), last > change.position {
            return StateProblem(
                "\(change.journalTable) has rows up to \(last), but suture_journal says that the \(change.text) came to "
                    + "\(change.position): Suture's tables are older than the data, as after a restore."
            )
        }
        let rows: UInt64 =
            try state.session.value("SELECT COUNT(*) FROM \(state.names.table(change.journalTable))") ?? 0
        guard rows != change.changedRows else { return nil }
        return StateProblem(
            "\(change.journalTable) has \(rows) rows, and suture_journal has \(change.changedRows) for the \(change.text)."
        )
    }

    private func maximum(_ table: String, _ state: StoredState) throws -> UInt64? {
        try state.session.value("SELECT MAX(\(identifier: JournalColumn.sequence)) FROM \(state.names.table(table))")
    }
}
