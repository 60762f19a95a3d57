import Subprocess
import SutureCore

/// The variables of a command: those of this process without passwords, and those that describe the event.
struct HookEnvironment: Sendable {
    /// The variables of this process.
    let inherited: [String: String]
    /// The variables that may hold the password of the database.
    let secrets: Set<String>
    /// The current environment of the configuration file.
    let name: String?

    func variables(for moment: HookMoment) -> Environment {
        var variables = inherited.filter { !secrets.contains($0.key) }
        variables["SUTURE_ENV"] = name
        variables["SUTURE_EVENT"] = moment.event.rawValue
        variables["SUTURE_DIRECTION"] = moment.direction.rawValue
        variables["SUTURE_DATABASE"] = moment.database
        variables["SUTURE_RUN"] = moment.run?.description
        variables["SUTURE_VERSION"] = moment.version?.description
        variables["SUTURE_NAME"] = moment.name
        variables["SUTURE_STEP"] = moment.step?.description
        variables["SUTURE_SUMMARY"] = moment.summary
        variables["SUTURE_ERROR"] = moment.error?.code
        variables["SUTURE_ERROR_MESSAGE"] = moment.error?.message
        var result: [Environment.Key: String] = [:]
        for (name, value) in variables {
            if let key = Environment.Key(rawValue: name) { result[key] = value }
        }
        return .custom(result)
    }
}
