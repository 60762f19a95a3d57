import Synchronization

/// The duration of each version, over all attempts of a run.
final class RunDurations: Sendable {
    private let durations = Mutex<[MigrationVersion: Duration]>([:])

    func add(_ duration: Duration, for version: MigrationVersion) {
        durations.withLock { $0[version, default: .zero] += duration }
    }

    subscript(version: MigrationVersion) -> Duration {
        durations.withLock { $0[version] ?? .zero }
    }
}
