/// All migrations of a build, in the order of their versions.
public struct MigrationCatalog: Sendable {
    /// The migrations, oldest first.
    public let all: [RegisteredMigration]
    /// The migrations without a file: the maintenances of the database that a run works on.
    private(set) var maintenances: [RegisteredMigration] = []

    /// Sorts the migrations; throws when two have the same version, a list of steps is empty, or one supersedes a step
    /// that it cannot supersede.
    public init(_ migrations: [RegisteredMigration]) throws {
        let sorted = migrations.sorted { $0.version < $1.version }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.version == right.version {
            throw SutureError(
                .duplicateVersion,
                "Two migrations have version \(left.version): \(left.file) and \(right.file).",
                remedy: "Give one of the files a later version."
            )
        }
        for migration in sorted where migration.steps.isEmpty {
            throw SutureError(
                .invalidMigration,
                "Migration \(migration.title) has no steps.",
                remedy: "Add a step to \(migration.file), or remove the file."
            )
        }
        for migration in sorted { try migration.requireSupersedable(among: sorted) }
        all = sorted
    }

    /// Returns the migration of a version, or nil.
    public func migration(_ version: MigrationVersion) -> RegisteredMigration? {
        all.first { $0.version == version } ?? maintenances.first { $0.version == version }
    }

    /// Adds a maintenance to the migrations of this catalog.
    mutating func add(maintenance: RegisteredMigration) {
        maintenances.append(maintenance)
    }
}
