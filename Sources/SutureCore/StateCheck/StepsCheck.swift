/// Checks that the steps, the journalled changes and the history agree on the versions and their progress.
struct StepsCheck: StateCheck {
    func problems(_ state: StoredState) throws -> [StateProblem] {
        let steps = state.steps.values.sorted { $0.place < $1.place }
        return steps.flatMap { problems(of: $0, state) }
            + state.changes.compactMap { problem(of: $0, state) }
            + state.history.values.sorted { $0.version < $1.version }.flatMap { problems(of: $0, state) }
    }

    private func problems(of step: StoredState.Step, _ state: StoredState) -> [StateProblem] {
        let place = "step \(step.place.ordinal) of version \(step.place.version)"
        guard let history = state.history[step.place.version], history.isPresent, history.state != "baseline" else {
            return [
                StateProblem(
                    "suture_steps has \(place), which suture_history does not show as applied: the history is older than "
                        + "the steps, or was edited."
                )
            ]
        }
        if let migration = state.catalog.migration(MigrationVersion(step.place.version)),
            migration.checksum == history.checksum, !(1...migration.steps.count).contains(step.place.ordinal)
        {
            return [
                StateProblem("suture_steps has \(place), but \(migration.file) has \(migration.steps.count) steps.")
            ]
        }
        let own = state.changes.filter { $0.place == step.place }
        if let last = own.map(\.round).max(), last > step.round {
            return [StateProblem("suture_steps has \(place) in round \(step.round), suture_journal in round \(last).")]
        }
        guard step.state == "done", let open = own.first(where: { !["done", "pruned"].contains($0.state) }) else {
            return []
        }
        return [
            StateProblem("suture_steps has \(place) as done, suture_journal has the \(open.text) as \(open.state).")
        ]
    }

    private func problem(of change: StoredState.Change, _ state: StoredState) -> StateProblem? {
        guard state.steps[change.place] == nil else { return nil }
        return StateProblem(
            "suture_journal has the \(change.text), but suture_steps has no such step: it was edited, or is older."
        )
    }

    /// Checks that an applied version has all its steps, and that all are done.
    private func problems(of history: StoredState.History, _ state: StoredState) -> [StateProblem] {
        guard history.state == "applied",
            let migration = state.catalog.migration(MigrationVersion(history.version)),
            migration.checksum == history.checksum
        else { return [] }
        return migration.steps.indices.map { StepPlace(version: history.version, ordinal: $0 + 1) }
            .filter { state.steps[$0]?.state != "done" }
            .map { place in
                let found = state.steps[place].map { "is \($0.state)" } ?? "is missing"
                return StateProblem(
                    "suture_history has version \(history.version) as applied, but step \(place.ordinal) of it \(found) in "
                        + "suture_steps."
                )
            }
    }
}
