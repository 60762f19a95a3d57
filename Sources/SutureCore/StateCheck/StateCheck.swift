/// One thing that must hold of Suture's own tables before a run writes.
///
/// A run goes on from what these tables say. When somebody has edited or dropped one of them, or restored them from a backup
/// that is older than the data, going on could overwrite the journal, and with it the only way back.
protocol StateCheck {
    /// What is wrong, with the table and the version; empty when all is well. Reads only.
    func problems(_ state: StoredState) throws -> [StateProblem]
}

/// Something that is not so in Suture's own tables.
struct StateProblem: Hashable {
    let text: String
    let remedy: String

    init(_ text: String, remedy: String = StateProblem.restore) {
        self.text = text
        self.remedy = remedy
    }

    /// What helps where nothing better is known.
    static let restore =
        "Restore the schema, with Suture's tables in it, from one backup; or put the row back as it was, if you know."
}
