/// The repairs of applied versions, applied again under a version of their own.
struct MaintenanceMigration: Migration {
    /// What stands in the history in place of a checksum, since there is no file.
    static let checksum = "maintenance"

    let repairs: [MaintenanceStep]

    var steps: [any Step] { repairs }
    var acceptedTriggers: [String] { repairs.flatMap(\.acceptedTriggers) }

    /// Where the repair that is applied again by a step stands; nil when there is no such step.
    func place(of ordinal: Int) -> StepPlace? {
        repairs.indices.contains(ordinal - 1) ? repairs[ordinal - 1].place : nil
    }
}

extension RegisteredMigration {
    /// Registers a maintenance.
    static func maintenance(_ version: MigrationVersion, _ repairs: [MaintenanceStep]) -> RegisteredMigration {
        RegisteredMigration(
            version: version.number,
            name: "Maintenance",
            file: "Maintenance",
            checksum: MaintenanceMigration.checksum
        ) { MaintenanceMigration(repairs: repairs) }
    }

    /// Whether this is a maintenance, and no file of the build.
    var isMaintenance: Bool { checksum == MaintenanceMigration.checksum }
}
