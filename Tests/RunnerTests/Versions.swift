import SutureCore
import SutureTesting

extension RunnerCase {
    /// A runner of several versions of one step each; their numbers are 1 and up, as given.
    func runner(
        of steps: [Int64: any Step],
        settings: RunSettings = RunnerCase.settings,
        isInterrupted: @escaping @Sendable () -> Bool = { false },
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> MigrationRunner {
        let migrations = steps.sorted { $0.key < $1.key }
            .map { number, step in
                RegisteredMigration(
                    version: 20_260_101_000_000 + number,
                    name: "Test\(number)",
                    file: "Test\(number).swift",
                    checksum: "\(number)"
                ) {
                    OneStep(step: step)
                }
            }
        return MigrationRunner(
            connection: connection,
            configuration: configuration,
            catalog: try MigrationCatalog(migrations),
            settings: settings,
            isInterrupted: isInterrupted,
            observer: observer
        )
    }
}

private struct OneStep: Migration {
    let step: any Step
    var steps: [any Step] { step }
}
