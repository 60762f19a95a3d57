import MySQLClient

/// Checks that every table of a journal, of staged keys or of a workspace belongs to a listed change or step.
///
/// An unlisted table remains when the history was restored from an older backup than the data: applying the version
/// again would overwrite it.
struct UnlistedTablesCheck: StateCheck {
    func problems(_ state: StoredState) throws -> [StateProblem] {
        let listed = Set(state.changes.map { Self.suffix($0.place, $0.round, $0.ordinal) })
        let steps = state.steps.keys.map { "suture_work_\($0.version)_\($0.ordinal)_" }
        return try state.tables.sorted()
            .filter { table in
                if table.hasPrefix("suture_work_") { return !steps.contains(where: table.hasPrefix) }
                guard let suffix = table.wholeMatch(of: #/suture_(?:journal|stage)_([0-9_]+)/#)?.1 else { return false }
                return !listed.contains(String(suffix))
            }
            .map { try problem($0, state) }
    }

    private static func suffix(_ place: StepPlace, _ round: Int, _ ordinal: Int) -> String {
        "\(place.version)_\(place.ordinal)_\(round)_\(ordinal)"
    }

    private func problem(_ table: String, _ state: StoredState) throws -> StateProblem {
        let version = table.split(separator: "_").dropFirst(2).first.map(String.init) ?? ""
        let hasRows = try state.session.firstRow("SELECT 1 FROM \(state.names.table(table)) LIMIT 1") != nil
        let catalogue = table.hasPrefix("suture_work_") ? "suture_steps" : "suture_journal"
        return StateProblem(
            "\(table) \(hasRows ? "holds rows" : "is left") of version \(version), and \(catalogue) does not list it: Suture's "
                + "tables are older than the data, as after a restore.",
            remedy:
                "Restore the whole schema, with Suture's tables, from one backup. If nobody needs to take that run back, "
                + "drop the tables that are named here."
        )
    }
}
