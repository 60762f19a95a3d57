import Foundation

/// Checks that every state, operation and list of columns is one that this version of Suture writes.
struct KnownWordsCheck: StateCheck {
    private static let remedy =
        "The row was edited by hand, or written by a newer Suture: run that one, or restore the table from a backup."

    func problems(_ state: StoredState) throws -> [StateProblem] {
        let history = state.history.values.sorted { $0.version < $1.version }
            .filter { HistoryEntry.State(rawValue: $0.state) == nil }
            .map { problem("suture_history", "a state", "version \($0.version)") }
        let steps = state.steps.values.sorted { $0.place < $1.place }
            .flatMap { step in
                let place = "step \(step.place.ordinal) of version \(step.place.version)"
                return [
                    StepRecord.State(rawValue: step.state) == nil ? problem("suture_steps", "a state", place) : nil,
                    step.payload.map(isJSON) == false ? problem("suture_steps", "a payload", place) : nil,
                ]
                .compactMap(\.self)
            }
        let changes = state.changes.flatMap { change in
            [
                JournalEntry.State(rawValue: change.state) == nil ? "a state" : nil,
                ChangeKind(rawValue: change.operation) == nil ? "an operation" : nil,
                isList(change.keyColumns) && isList(change.changedColumns) ? nil : "a list of columns",
            ]
            .compactMap(\.self)
            .map { problem("suture_journal", $0, "version \(change.place.version), step \(change.place.ordinal)") }
        }
        return history + steps + changes
    }

    private func problem(_ table: String, _ what: String, _ place: String) -> StateProblem {
        StateProblem(
            "\(table) has \(what) that this version of Suture does not know, at \(place).",
            remedy: Self.remedy
        )
    }

    private func isJSON(_ text: String) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
    }

    private func isList(_ text: String) -> Bool {
        (try? JournalEntry.names(text)).map { !$0.isEmpty } ?? false
    }
}
