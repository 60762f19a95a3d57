import Synchronization

/// Records the events of a run on a copy, by step.
final class RehearsalRecorder: Sendable {
    private struct State {
        var steps: [MigrationVersion: [RehearsalReport.Step]] = [:]
        var version: MigrationVersion?
        var definitions: [RehearsalReport.Definition] = []
        var undone: [RehearsalReport.Definition] = []
        var isUndoing = false
    }

    private let state = Mutex(State())
    private let observer: @Sendable (RunEvent) -> Void

    /// Creates a recorder that forwards all events.
    init(_ observer: @escaping @Sendable (RunEvent) -> Void) {
        self.observer = observer
    }

    /// Returns settings with which a run reports what is recorded.
    func settings(_ settings: RunSettings) -> RunSettings {
        var told = settings
        told.findsDefinitionMethods = true
        return told
    }

    /// Marks the following events as those of the revert.
    func beginUndoing() {
        state.withLock { $0.isUndoing = true }
    }

    /// Returns the steps of a version.
    func steps(of version: MigrationVersion) -> [RehearsalReport.Step] {
        state.withLock { $0.steps[version] ?? [] }
    }

    /// The reverted definitions.
    var undone: [RehearsalReport.Definition] {
        state.withLock { $0.undone }
    }

    @Sendable func observe(_ event: RunEvent) {
        state.withLock { state in
            switch event {
            case .migrationStarted(let version, _, _):
                state.version = version
            case .defined(let statement, let method, let duration):
                let definition = RehearsalReport.Definition(
                    statement: statement,
                    algorithm: method?.algorithm,
                    lock: method?.lock,
                    milliseconds: duration.milliseconds
                )
                if state.isUndoing { state.undone.append(definition) } else { state.definitions.append(definition) }
            case .stepFinished(let summary, let changes, let duration):
                guard let version = state.version, !state.isUndoing else { return }
                state.steps[version, default: []]
                    .append(
                        RehearsalReport.Step(
                            summary: summary,
                            changes: changes,
                            milliseconds: duration.milliseconds,
                            definitions: state.definitions
                        )
                    )
                state.definitions = []
            default:
                break
            }
        }
        observer(event)
    }
}
