/// Checks migrations without running them, and without a database unless a schema is given.
public struct Lint: Sendable {
    private let migrations: [RegisteredMigration]
    private let schema: Schema?

    /// Creates a check of the migrations of a build.
    ///
    /// - Parameters:
    ///   - migrations: The migrations, in any order.
    ///   - schema: The schema that they are written for, or nil.
    public init(_ migrations: [RegisteredMigration], schema: Schema? = nil) {
        self.migrations = migrations.sorted { ($0.version, $0.file) < ($1.version, $1.file) }
        self.schema = schema
    }

    /// Returns the findings on the migrations, in their order.
    ///
    /// - Parameter isMeant: Returns true for a version to check; the other versions are taken into account all the
    ///   same.
    /// - Returns: The findings.
    public func findings(where isMeant: (MigrationVersion) -> Bool = { _ in true }) -> [LintFinding] {
        let steps = migrations.map(\.steps)
        let all = steps.flatMap(\.self)
        var place = 0
        var findings: [LintFinding] = []
        for (number, migration) in migrations.enumerated() {
            let start = place
            place += steps[number].count
            guard isMeant(migration.version) else { continue }
            findings += remarks(on: migration, number, hasSteps: !steps[number].isEmpty)
                .map { LintFinding(migration, step: nil, $0) }
            for (position, step) in steps[number].enumerated() {
                let context = LintContext(
                    earlier: Array(all[..<(start + position)]),
                    later: Array(all[(start + position + 1)...]),
                    schema: schema
                )
                findings += (remarks(on: step) + step.lint(context))
                    .map { LintFinding(migration, step: (position + 1, step.kind), $0) }
            }
        }
        return findings
    }

    private func remarks(on migration: RegisteredMigration, _ number: Int, hasSteps: Bool) -> [LintRemark] {
        var remarks: [LintRemark] = []
        if !hasSteps {
            remarks.append(
                LintRemark(.error, "no-steps", "The migration has no steps.", remedy: "Add one, or remove the file.")
            )
        }
        if number > 0, migrations[number - 1].version == migration.version {
            remarks.append(
                LintRemark(
                    .error,
                    SutureError.Code.duplicateVersion.rawValue,
                    "\(migrations[number - 1].file) has the same version.",
                    remedy: "Give one of the files a later version."
                )
            )
        }
        let known = Set(migrations.map(\.version))
        for version in Set(migration.make().supersedes.map(\.version)).subtracting(known).sorted() {
            remarks.append(
                LintRemark(
                    .warning,
                    SutureError.Code.unknownVersion.rawValue,
                    "It supersedes version \(version), which is no migration of this build.",
                    remedy: "Name the version of the step that need not hold any more."
                )
            )
        }
        return remarks
    }

    private func remarks(on step: any Step) -> [LintRemark] {
        guard !step.isReversible else { return [] }
        return [
            LintRemark(
                .warning,
                SutureError.Code.irreversible.rawValue,
                "\(step.summary) has no way back: down refuses this version and all before it.",
                remedy: "Give it a statement that takes it back, or take a backup before it is applied."
            )
        ]
    }
}
