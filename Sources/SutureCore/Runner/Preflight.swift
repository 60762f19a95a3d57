import MySQLClient

/// Checks the declarations of all pending migrations against the schema, before the first of them is applied.
struct Preflight {
    let scope: RunScope
    /// True if the account is to apply the migrations, and not only to read.
    var isApplying = false
    /// The steps that need not fit the schema any more.
    var superseded: [StepPlace: MigrationVersion] = [:]
    /// True to leave steps unchecked for which the account lacks a privilege.
    var skipsHidden = false

    /// Throws the first problem of a migration.
    ///
    /// After a step that may change definitions unpredictably, such as raw SQL, later steps are checked only when their
    /// turn comes.
    func check(_ migrations: [RegisteredMigration]) throws {
        if let mode: String = try scope.session.value("SELECT @@binlog_format"), mode.uppercased() == "STATEMENT",
            try scope.session.value("SELECT @@log_bin", as: Int.self) == 1
        {
            throw SutureError(
                .unsupported,
                "binlog_format is STATEMENT; replicas would compute repairs anew and could differ.",
                remedy: "Set binlog_format to ROW or MIXED."
            )
        }
        try look(at: migrations) { migration, step, error in
            guard !skipsHidden || error.code != .privilegeMissing else { return }
            var error = error
            error.message = "\(migration.file), step \(step.place) (\(step.kind)): \(error.message)"
            throw error
        }
    }

    /// Checks the steps in order, and reports the problems of each.
    func look(
        at migrations: [RegisteredMigration],
        _ tell: (RegisteredMigration, (place: Int, kind: String), SutureError) throws -> Void
    ) throws {
        let present = try scope.history.present()
        for migration in migrations {
            let records = try scope.begun(migration, in: present)
            let isApplied = present[migration.version]?.state.isExpected ?? false
            for (place, step) in migration.placedSteps where superseded[place] == nil {
                let record = records.first { $0.ordinal == place.ordinal }
                // A later step may have removed what an applied one needed.
                if record?.state == .done { continue }
                do {
                    let context = scope.context(migration.version, step: place.ordinal)
                    try step.check(context)
                    if record == nil, !isApplied { try step.checkSQL(context) }
                    if isApplying { try step.checkPrivileges(context) }
                } catch let error as SutureError {
                    try tell(migration, (place.ordinal, step.kind), error)
                }
                if step.isOpaque { return }
            }
        }
    }
}
