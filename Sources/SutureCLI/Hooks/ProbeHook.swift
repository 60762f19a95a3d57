import MySQLClient
import SutureCore

/// A probe at an event of a run.
struct ProbeHook: RunHook {
    let name: String
    let probe: Probe
    let configuration: ConnectionConfiguration

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        try await probe.run(configuration)
        return HookOutcome()
    }
}
