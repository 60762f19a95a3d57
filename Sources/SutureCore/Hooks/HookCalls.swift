import Foundation
import MySQLClient
import Synchronization

/// Calls the hooks of one run, once for each event, even if the run begins again after a lost connection.
final class HookCalls: Sendable {
    private struct Moment: Hashable {
        let event: HookMoment.Event
        let direction: HookMoment.Direction
        let version: MigrationVersion?
        let step: Int?
    }

    private struct State {
        var called: Set<Moment> = []
        var hasChanged = false
        var backup: String?
        var occasion: RunOccasion?
    }

    private let hooks: RunHooks
    private let state = Mutex(State())

    init(_ hooks: RunHooks) {
        self.hooks = hooks
    }

    /// The file of the last backup that a hook has taken.
    var backup: String? { state.withLock { $0.backup } }

    /// Begins to report the run to the hooks.
    func begin(_ occasion: RunOccasion) {
        state.withLock { $0.occasion = occasion }
    }

    /// Notes that a later failure is no longer one before the first change.
    func noteChange() {
        state.withLock { $0.hasChanged = true }
    }

    /// Calls the hooks of an event, on the connection's thread.
    func call(
        _ event: HookMoment.Event,
        _ direction: HookMoment.Direction,
        _ migration: RegisteredMigration? = nil,
        step: Int? = nil,
        in scope: RunScope
    ) throws {
        let key = Moment(event: event, direction: direction, version: migration?.version, step: step)
        let hooks = hooks[event]
        // A lost connection shows here, before the event counts as reported.
        let database = hooks.isEmpty ? "" : try scope.session.database ?? ""
        guard state.withLock({ $0.called.insert(key).inserted }), !hooks.isEmpty else { return }
        var moment = HookMoment(event, direction, database: database)
        moment.occasion = state.withLock { $0.occasion }
        moment.version = migration?.version
        moment.name = migration?.name
        moment.step = step
        moment.summary = step.flatMap { migration?.steps[$0 - 1].summary }
        for hook in hooks { try call(hook, moment, in: scope) }
    }

    /// Returns whether the run has begun a step, so that the hooks after it are still to be called.
    func hasBegun(_ step: Int, of version: MigrationVersion, _ direction: HookMoment.Direction) -> Bool {
        let key = Moment(event: .beforeStep, direction: direction, version: version, step: step)
        return state.withLock { $0.called.contains(key) }
    }

    private func call(_ hook: any RunHook, _ moment: HookMoment, in scope: RunScope) throws {
        scope.guardian.report(.hookStarted(name: hook.name, event: moment.event.rawValue))
        do {
            let outcome = try HookWait(scope).result { try await hook.run(moment) }
            if let backup = outcome.backup { state.withLock { $0.backup = backup } }
        } catch {
            if let error = error as? SutureError, error.code == .interrupted { throw error }
            let isBefore = [.beforeRun, .beforeMigration, .beforeStep].contains(moment.event)
            let hasChanged = state.withLock { $0.hasChanged }
            throw SutureError.hook(hook, moment, error, outcome: isBefore && !hasChanged ? .refused : .failed)
        }
    }

    /// Calls the hooks of a failed run; their own failures are reported beside the failure.
    func fail(_ error: any Error, _ direction: HookMoment.Direction, in runner: MigrationRunner) async {
        var moment = HookMoment(.onFailure, direction, database: runner.link.configuration.database ?? "")
        moment.occasion = state.withLock { $0.occasion }
        let known = error as? SutureError
        moment.error = HookMoment.Failure(code: known?.code.rawValue ?? "server-error", message: known?.message)
        for hook in hooks[.onFailure] {
            runner.observer(.hookStarted(name: hook.name, event: moment.event.rawValue))
            do {
                _ = try await hook.run(moment)
            } catch {
                let text = SutureError.hook(hook, moment, error, outcome: .failed).message
                runner.observer(.note(Note(.warning, .hookFailed, text)))
            }
        }
    }
}
