import Foundation
import SutureCore

extension ConfigurationSources {
    /// The hooks of an event: those of the environment, when it has some of this event, or else those of the whole file.
    func hooks(at event: HookMoment.Event) -> [HookDefinition] {
        sections.lazy.compactMap { $0.hooks[event] }.first ?? []
    }

    /// The smoke test after `up`.
    var smoke: HookDefinition? {
        sections.lazy.compactMap(\.smoke).first
    }

    /// What the database must answer: the probes of the environment, when it has some, or else those of the whole file.
    var probes: [ProbeDefinition] {
        sections.lazy.compactMap(\.probes).first ?? []
    }

    /// The thresholds of the checks, each by the environment or else by the whole file.
    var checks: [WatchTopic: WatchThresholds] {
        sections.reversed().reduce(into: [:]) { $0.merge($1.checks) { $1 } }
    }

    /// Who is told when a check stands another way.
    var alert: AlertDefinition? {
        sections.lazy.compactMap(\.alert).first
    }

    /// A path that a hook names, from the folder of the file.
    func resolve(_ path: String) -> String {
        file?.resolve(path) ?? path
    }

    /// The variables in which the password of the database may stand.
    var secretVariables: Set<String> {
        let given = Setting.url.variables + Setting.password.variables
        return Set(given + [fileValue(of: .passwordVariable)?.text].compactMap(\.self))
    }
}
