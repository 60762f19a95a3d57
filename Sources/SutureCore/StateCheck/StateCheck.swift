/// A condition on Suture's own tables that must hold before a run writes.
///
/// A run resumes from these tables. If somebody has edited or dropped one of them, or restored them from a backup that
/// is older than the data, resuming could overwrite the journal, and with it the only way to revert.
protocol StateCheck {
    /// Returns the problems, with the table and the version; empty if there are none. Read-only.
    func problems(_ state: StoredState) throws -> [StateProblem]
}

/// A problem in Suture's own tables.
struct StateProblem: Hashable {
    let text: String
    let remedy: String

    init(_ text: String, remedy: String = StateProblem.restore) {
        self.text = text
        self.remedy = remedy
    }

    /// The general remedy.
    static let restore =
        "Restore the schema, with Suture's tables in it, from one backup; or put the row back as it was, if you know."
}
