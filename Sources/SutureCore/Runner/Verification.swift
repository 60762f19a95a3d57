/// Whether what one applied version promises is so.
public struct MigrationVerification: Sendable, Encodable {
    /// The version.
    public let version: MigrationVersion
    /// The name.
    public let name: String
    /// What is wrong; empty when all is well.
    public let findings: [Finding]
}

/// Looks whether what migrations promise is so.
struct Verification {
    let scope: RunScope

    /// Verifies every step of the migrations; reads only.
    func verify(_ migrations: [RegisteredMigration]) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: false) { try $0.verify($1) }
    }

    /// Verifies every step of the migrations, and looks for what a watch finds beside that; reads only.
    func watch(_ migrations: [RegisteredMigration]) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: false) { try $0.verify($1) + $0.watch($1) }
    }

    /// Analyzes what every step of the migrations looks at; reads only.
    func analyze(_ migrations: [RegisteredMigration], showsValues: Bool) throws -> [MigrationVerification] {
        try collect(migrations, showsValues: showsValues) { try $0.analyze($1) }
    }

    private func collect(
        _ migrations: [RegisteredMigration],
        showsValues: Bool,
        _ look: (any Step, StepContext) throws -> [Finding]
    ) throws -> [MigrationVerification] {
        try migrations.map { migration in
            let findings = try migration.steps.enumerated()
                .flatMap { position, step in
                    try look(step, scope.context(migration.version, step: position + 1, showsValues: showsValues))
                }
            return MigrationVerification(version: migration.version, name: migration.name, findings: findings)
        }
    }
}
