import Foundation
import SutureCore

extension ConfigurationSources {
    /// Returns the hooks of an event: those of the environment, if it has some for this event, otherwise those of the
    /// whole file.
    func hooks(at event: HookMoment.Event) -> [HookDefinition] {
        sections.lazy.compactMap { $0.hooks[event] }.first ?? []
    }

    /// The smoke test after `up`.
    var smoke: HookDefinition? {
        sections.lazy.compactMap(\.smoke).first
    }

    /// The expected query results: the probes of the environment, if it has some, otherwise those of the whole file.
    var probes: [ProbeDefinition] {
        sections.lazy.compactMap(\.probes).first ?? []
    }

    /// The thresholds of the checks, each from the environment or otherwise from the whole file.
    var checks: [WatchTopic: WatchThresholds] {
        sections.reversed().reduce(into: [:]) { $0.merge($1.checks) { $1 } }
    }

    /// The receiver of alerts when the status of a check changes.
    var alert: AlertDefinition? {
        sections.lazy.compactMap(\.alert).first
    }

    /// Returns the path for a hook, relative to the folder of the file.
    func resolve(_ path: String) -> String {
        file?.resolve(path) ?? path
    }

    /// The variables that may hold the password of the database.
    var secretVariables: Set<String> {
        let given = Setting.url.variables + Setting.password.variables
        return Set(given + [fileValue(of: .passwordVariable)?.text].compactMap(\.self))
    }
}
