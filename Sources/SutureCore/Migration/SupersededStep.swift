/// A step of an older version that need not hold any more once a migration is applied.
///
/// A later change can invalidate the guarantee of an earlier step, for example when a table is dropped or renamed, or
/// another column replaces a column. Declare this in the later migration:
///
///     struct RenameTags: Migration {
///         var steps: [any Step] { SQL("RENAME TABLE tags TO labels", down: "RENAME TABLE labels TO tags") }
///         var supersedes: [SupersededStep] { [.version(20_261_101_090_000), .step(2, of: 20_261_115_090_000)] }
///     }
///
/// From the moment that migration begins until it is reverted, the step is excluded from `verify`, `check`, `analyze`
/// and `maintain`, and its repair is not repeated for later constraints. Its journal stays, so it can still be
/// reverted.
public struct SupersededStep: Sendable, Hashable {
    /// The version of the step.
    public let version: MigrationVersion
    /// The step's place in that migration, from 1; nil for all of its steps.
    public let step: Int?

    /// Returns all steps of a version.
    public static func version(_ version: Int64) -> SupersededStep {
        SupersededStep(version: MigrationVersion(version), step: nil)
    }

    /// Returns one step of a version.
    ///
    /// - Parameters:
    ///   - place: The step's place in its migration, from 1.
    ///   - version: The version.
    /// - Returns: The step.
    public static func step(_ place: Int, of version: Int64) -> SupersededStep {
        SupersededStep(version: MigrationVersion(version), step: place)
    }
}

extension RegisteredMigration {
    /// Throws for steps that no migration can supersede: its own, those of newer ones, and steps that do not exist.
    func requireSupersedable(among migrations: [RegisteredMigration]) throws {
        for superseded in make().supersedes {
            let steps = migrations.first { $0.version == superseded.version }?.steps.count
            let reason: String
            if superseded.version >= version {
                reason = "which is not older than itself"
            } else if let steps, let step = superseded.step, !(1...steps).contains(step) {
                reason = "of which it names step \(step) and which has \(steps.of("step"))"
            } else {
                continue
            }
            throw SutureError(
                .invalidMigration,
                "Migration \(title) supersedes version \(superseded.version), \(reason).",
                remedy: "Name a step of an older version in \(file)."
            )
        }
    }
}

extension MigrationCatalog {
    /// Returns the steps that need not hold any more, each with the newest version that supersedes it.
    ///
    /// - Parameter isPresent: Returns whether a version's changes are in the database, or partly.
    /// - Returns: The superseding versions.
    func superseded(where isPresent: (MigrationVersion) -> Bool) -> [StepPlace: MigrationVersion] {
        var result: [StepPlace: MigrationVersion] = [:]
        for migration in all where isPresent(migration.version) {
            for superseded in migration.make().supersedes {
                let count = self.migration(superseded.version)?.steps.count ?? 0
                for ordinal in 1..<(count + 1) where superseded.step ?? ordinal == ordinal {
                    result[StepPlace(version: superseded.version.number, ordinal: ordinal)] = migration.version
                }
            }
        }
        return result
    }
}
