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
