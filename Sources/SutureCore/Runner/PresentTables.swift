/// Looks whether the tables that versions have changed are there, before they are taken back.
struct PresentTables {
    let scope: RunScope

    /// Refuses a rollback of tables that are gone: nobody can tell what became of their rows.
    ///
    /// - Parameters:
    ///   - versions: The versions to take back.
    ///   - entries: Their journalled changes.
    /// - Throws: `SutureError.Code.tableMissing`.
    func require(by versions: [MigrationVersion], _ entries: [JournalEntry]) throws {
        var tables = entries.filter(\.hasRows).map { (version: $0.version, name: $0.table) }
        var runsSQL = false
        for version in versions {
            let steps = scope.catalog.migration(version)?.steps ?? []
            runsSQL = runsSQL || steps.contains(where: \.isOpaque)
            tables += steps.compactMap { ($0 as? any DefinitionStep)?.table }.map { (version: version, name: $0) }
        }
        let schema = try scope.schema
        let gone = tables.filter { schema.find($0.name) == nil }
        guard let newest = gone.max(by: { $0.version < $1.version }) else { return }
        throw SutureError(
            .tableMissing,
            "The table \(newest.name) is gone, which version \(newest.version) has changed; nothing was taken back.",
            remedy: runsSQL
                ? "If raw SQL of a newer version took it away, take that back first: down --to \(newest.version)."
                : "Bring the table back as it was, or restore a backup."
        )
    }
}
