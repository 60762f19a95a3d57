import MySQLClient
import SutureCore
import SutureTesting

extension MigrationRunner {
    /// Creates a runner of a migration with one step, at a fixed time.
    static func ofOneStep(
        _ step: any Step,
        _ connection: Connection,
        _ configuration: ConnectionConfiguration,
        chunkRows: Int = RunSettings().chunkRows
    ) throws -> MigrationRunner {
        var settings = RunSettings()
        // The definitions are compared anyway.
        settings.recordsDefinitions = false
        settings.startTime = "2026-01-01 00:00:00.000000"
        settings.chunkRows = chunkRows
        return MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog([.ofOneStep(step)]),
            settings: settings
        )
    }
}
