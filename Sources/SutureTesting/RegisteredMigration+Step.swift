package import SutureCore

extension RegisteredMigration {
    /// Returns a migration with one step, for a test that is about the step.
    package static func ofOneStep(_ step: any Step) -> RegisteredMigration {
        RegisteredMigration(version: 20_260_101_000_000, name: "Test", file: "Test.swift", checksum: "0") {
            OneStep(step: step)
        }
    }
}

private struct OneStep: Migration {
    let step: any Step

    var steps: [any Step] { step }
}
