extension DownRun {
    /// Adds a remedy where a rollback needs a missing table: raw SQL that dropped it has to be reverted first.
    ///
    /// - Parameters:
    ///   - versions: The versions to revert, the newest first.
    ///   - look: An inspection of them, which changes nothing.
    /// - Returns: The result of the inspection.
    /// - Throws: The errors of the inspection; `SutureError.Code.tableMissing` with another remedy.
    func explainingMissingTables<Result>(of versions: [MigrationVersion], _ look: () throws -> Result) throws -> Result
    {
        do {
            return try look()
        } catch let error as SutureError where error.code == .tableMissing {
            throw SutureError(
                .tableMissing,
                "\(error.message) Nothing was taken back, as nobody can tell what became of its rows.",
                remedy: remedy(versions)
            )
        }
    }

    private func remedy(_ versions: [MigrationVersion]) -> String {
        let raw = versions.dropLast()
            .firstIndex { scope.catalog.migration($0)?.steps.contains(where: \.isOpaque) == true }
        guard let raw else { return "Bring the table back as it was, or restore a backup." }
        return "If the raw SQL of version \(versions[raw]) took it away, take that back first: down --to "
            + "\(versions[raw + 1])."
    }
}
