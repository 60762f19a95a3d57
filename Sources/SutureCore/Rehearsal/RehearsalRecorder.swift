import Synchronization

/// Keeps what a run on a copy tells of its steps.
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

    /// Records, and passes everything on.
    init(_ observer: @escaping @Sendable (RunEvent) -> Void) {
        self.observer = observer
    }

    /// The settings of a run that tells what is recorded.
    func settings(_ settings: RunSettings) -> RunSettings {
        var told = settings
        told.findsDefinitionMethods = true
        return told
    }

    /// What follows is the way back.
    func beginUndoing() {
        state.withLock { $0.isUndoing = true }
    }

    /// The steps of a version.
    func steps(of version: MigrationVersion) -> [RehearsalReport.Step] {
        state.withLock { $0.steps[version] ?? [] }
    }

    /// The definitions that were taken back.
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
