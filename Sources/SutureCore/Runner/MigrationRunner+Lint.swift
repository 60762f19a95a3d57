import MySQLClient

extension MigrationRunner {
    /// Checks the migrations that are not applied yet against the current schema, including the checks that `up` runs
    /// before it begins; read-only, and reads no row of the schema's tables.
    ///
    /// - Parameter version: Only versions newer than this one; nil for all.
    /// - Returns: The findings, in the order of the migrations.
    /// - Throws: `SutureError` when the schema cannot be read, `MySQLError`.
    public func lint(after version: MigrationVersion? = nil) async throws -> [LintFinding] {
        try await read { scope in
            let assessment = try Assessment(scope)
            let pending = try assessment.pending(to: nil)
                .filter { migration in version.map { $0 < migration.version } ?? true }
            let versions = Set(pending.map(\.version))
            let remarks = try Lint(scope.catalog.all, schema: scope.schema).findings { versions.contains($0) }
            var refused: [LintFinding] = []
            try Preflight(scope: scope, isApplying: true)
                .look(at: pending) { migration, step, error in
                    let remark = LintRemark(.error, error.code.rawValue, error.message, remedy: error.remedy)
                    refused.append(LintFinding(migration, step: step, remark))
                }
            let late = pending.filter { assessment.state(of: $0) == .outOfOrder }
                .map { migration in
                    LintFinding(
                        migration,
                        step: nil,
                        LintRemark(
                            .error,
                            SutureError.Code.outOfOrder.rawValue,
                            "A newer version is applied already.",
                            remedy: "Give the file a newer version, or allow it: up --allow-out-of-order."
                        )
                    )
                }
            let drifted = scope.catalog.all.filter { assessment.state(of: $0) == .drifted }
                .map { migration in
                    LintFinding(
                        migration,
                        step: nil,
                        LintRemark(
                            .error,
                            SutureError.Code.drift.rawValue,
                            "The file has changed since it was applied.",
                            remedy:
                                "Put it back, or accept the change: suture repair --accept-drift \(migration.version)."
                        )
                    )
                }
            return (drifted + late + refused + remarks)
                .sorted { ($0.version, $0.step ?? 0) < ($1.version, $1.step ?? 0) }
        }
    }
}
