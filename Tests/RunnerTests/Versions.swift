import SutureCore
import SutureTesting
import Synchronization

extension RunnerCase {
    /// Returns a runner of several versions of one step each; their numbers are 1 and up, as given.
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

    /// Returns a runner that is interrupted once an event has occurred.
    func runner(
        of steps: [Int64: any Step],
        stoppingAfter isLast: @escaping @Sendable (RunEvent) -> Bool
    ) throws -> MigrationRunner {
        let hasCome = Atomic(false)
        return try runner(
            of: steps,
            isInterrupted: { hasCome.load(ordering: .relaxed) },
            observer: { if isLast($0) { hasCome.store(true, ordering: .relaxed) } }
        )
    }

    /// Runs a body with a runner that is interrupted at the given check, from 1, whether to stop.
    ///
    /// - Returns: True if it has checked that often.
    func interrupting(
        at look: Int,
        of steps: [Int64: any Step],
        settings: RunSettings = RunnerCase.settings,
        _ body: (MigrationRunner) async throws -> Void
    ) async throws -> Bool {
        let count = Atomic(0)
        let runner = try runner(
            of: steps,
            settings: settings,
            isInterrupted: { count.wrappingAdd(1, ordering: .relaxed).newValue == look }
        )
        do {
            try await body(runner)
        } catch let error as SutureError where error.code == .interrupted {}
        return count.load(ordering: .relaxed) >= look
    }
}

private struct OneStep: Migration {
    let step: any Step
    var steps: [any Step] { step }
}
