/// The repairs of applied versions, applied again under a version of their own.
struct MaintenanceMigration: Migration {
    /// The value in the history in place of a checksum, since a maintenance has no file.
    static let checksum = "maintenance"

    let repairs: [MaintenanceStep]

    var steps: [any Step] { repairs }
    var acceptedTriggers: [String] { repairs.flatMap(\.acceptedTriggers) }

    /// Returns the place of the repair that a step applies again; nil if the step does not exist.
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

    /// True if this is a maintenance, and not a file of the build.
    var isMaintenance: Bool { checksum == MaintenanceMigration.checksum }
}
