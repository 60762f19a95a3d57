/// Looks whether the tables that versions have changed are there, before they are taken back.
struct PresentTables {
    let scope: RunScope

    /// Refuses a rollback of tables that are gone: nobody can tell what became of their rows.
    ///
    /// - Parameters:
    ///   - versions: The versions to take back, the newest first.
    ///   - entries: Their journalled changes.
    /// - Throws: `SutureError.Code.tableMissing`.
    func require(by versions: [MigrationVersion], _ entries: [JournalEntry]) throws {
        let schema = try scope.schema
        for (place, version) in versions.enumerated() {
            let steps = scope.catalog.migration(version)?.steps ?? []
            do {
                for entry in entries where entry.version == version && entry.hasRows {
                    _ = try schema.table(entry.table)
                }
                for step in steps where !(step is any DataStep) { _ = try step.tables(in: schema) }
            } catch let error as SutureError where error.code == .tableMissing {
                throw SutureError(
                    .tableMissing,
                    "\(error.message) Version \(version) has changed it; nothing was taken back.",
                    remedy: remedy(newer: versions[..<place], version)
                )
            }
        }
    }

    /// What raw SQL has taken away comes back with it.
    private func remedy(newer: ArraySlice<MigrationVersion>, _ version: MigrationVersion) -> String {
        let raw = newer.firstIndex { scope.catalog.migration($0)?.steps.contains(where: \.isOpaque) == true }
        guard let raw else { return "Bring the table back as it was, or restore a backup." }
        let below = raw + 1 < newer.endIndex ? newer[raw + 1] : version
        return "If the raw SQL of version \(newer[raw]) took it away, take that back first: down --to \(below)."
    }
}
