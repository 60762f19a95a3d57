import Foundation
import MySQLClient
import SutureCore

extension ConfigurationSources {
    /// Returns the connection configuration, from the flags, the variables, `.env` and the file.
    ///
    /// A URL from a flag or a variable replaces the whole connection of the file, so that the password of one server is
    /// never sent to another.
    func connection(url flag: String?, defaultsFile: String?) throws -> ConnectionConfiguration {
        let url = try value(of: .url, flag: flag.map { [$0] } ?? [])
        let usesFile = url?.origin.isFile ?? true
        var variables = connectionVariables
        // The URL is passed separately.
        variables["DATABASE_URL"] = nil
        if usesFile {
            for setting in [Setting.host, .port, .socket, .user, .database] where variable(setting.variables) == nil {
                if let found = fileValue(of: setting) { variables[setting.variables[0]] = found.text }
            }
            if variable(Setting.password.variables) == nil, let password = try filePassword() {
                variables[Setting.password.variables[0]] = password
            }
        }
        let defaults = try value(of: .defaultsFile, flag: defaultsFile.map { [$0] } ?? [])
        return try ConnectionConfiguration.resolve(
            url: url?.text,
            environment: variables,
            defaultsFile: defaults.flatMap { usesFile || !$0.origin.isFile ? $0.text : nil }
        )
    }

    /// The variables of the process, and those of a connection that `.env` sets and the process does not.
    var connectionVariables: [String: String] {
        var result = variables
        for setting in Setting.connection where setting.variables.allSatisfy({ variables[$0, default: ""].isEmpty }) {
            // One of the names for a setting in the process hides all of them in .env.
            for name in setting.variables { result[name] = dotEnvironment?.variables[name]?.value }
        }
        return result
    }

    /// Returns the password to which the file points, or which it contains.
    private func filePassword() throws -> String? {
        if let name = fileValue(of: .passwordVariable) {
            guard let found = variable([name.text]) else {
                throw SutureError.configuration(
                    name.origin.text,
                    "The variable \(name.text) is to hold the password, and is not set.",
                    remedy: "Set it, in the environment or in .env."
                )
            }
            return found.text
        }
        if let path = fileValue(of: .passwordFile) {
            guard let data = FileManager.default.contents(atPath: path.text) else {
                throw SutureError.configuration(
                    path.origin.text,
                    "The file of the password, \(path.text), cannot be read.",
                    remedy: "Name a file that is there and that this user may read."
                )
            }
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
        return fileValue(of: .password)?.text
    }

    /// Returns the warnings to show before the connection is used.
    func warnings(url flag: String?) throws -> [String] {
        var warnings: [String] = []
        let url = try value(of: .url, flag: flag.map { [$0] } ?? [])
        if url?.origin.isFile ?? true, let password = fileValue(of: .password) {
            warnings.append("a password stands in \(password.origin.text); use password_env or password_file.")
        }
        if let url, url.origin.isFile, SecretText.hasPassword(url: url.text) {
            warnings.append("a password stands in \(url.origin.text); use password_env or password_file.")
        }
        if let environment, let url, !url.origin.isFile, fileValue(of: .url) != nil || fileValue(of: .host) != nil {
            let place = "that of the environment \(environment.text)"
            warnings.append("the connection is that of \(url.origin.text), not \(place).")
        }
        return warnings
    }
}
