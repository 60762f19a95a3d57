import MySQLClient

/// The maximum number of rows that one version may change by its repairs.
struct RowLimit {
    let context: StepContext

    /// Throws if the changes of a round would take the version above the limit of the settings.
    func require(for changes: [TableChange]) throws {
        guard let limit = context.settings.maximumRows else { return }
        let done: Int =
            try context.session.value(
                "SELECT SUM(changed_rows) FROM \(context.names.journal) WHERE version = \(context.version.number)"
            ) ?? 0
        let rows = try changes.reduce(done) { try $0 + $1.count(in: context.session) }
        guard rows > limit else { return }
        throw Self.excess(rows, over: limit)
    }

    /// Returns the error for exceeding the limit.
    static func excess(_ rows: Int, over limit: Int, details: [String] = []) -> SutureError {
        SutureError(
            .tooManyRows,
            "At least \(rows.of("row")) would be changed, and \(limit) \(limit == 1 ? "is" : "are") allowed.",
            remedy: "Look at them with --dry-run, find out what writes such rows, and allow more with --max-rows.",
            details: details
        )
    }
}
