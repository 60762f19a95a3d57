import Foundation
import SutureCore

/// All sources of settings except the flags: the variables, `.env`, and the configuration file.
struct ConfigurationSources: Sendable {
    let file: ConfigurationFile?
    let dotEnvironment: DotEnvironment?
    /// The variables of the process.
    let variables: [String: String]
    /// The current environment, and the source that selects it.
    private(set) var environment: SettingValue?

    /// The variables of the process alone.
    static var processAlone: ConfigurationSources {
        ConfigurationSources(nil, nil, ProcessInfo.processInfo.environment)
    }

    private init(_ file: ConfigurationFile?, _ dotEnvironment: DotEnvironment?, _ variables: [String: String]) {
        self.file = file
        self.dotEnvironment = dotEnvironment
        self.variables = variables
    }

    /// Finds and reads the files.
    ///
    /// - Parameters:
    ///   - path: The file that a flag names, or nil to search for one.
    ///   - name: The environment that a flag names, or nil.
    /// - Returns: The sources.
    /// - Throws: `SutureError` when a file cannot be read, or the environment is not known.
    static func load(file path: String?, environment name: String?) throws -> ConfigurationSources {
        let variables = ProcessInfo.processInfo.environment
        let named = path ?? variables["SUTURE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let place = named ?? ConfigurationFile.search(from: FileManager.default.currentDirectoryPath)
        let file = try place.map(ConfigurationFile.read)
        let dotEnvironment = try file.flatMap { try DotEnvironment.read(in: $0.folder) }
        var sources = ConfigurationSources(file, dotEnvironment, variables)
        sources.environment = try sources.chosen(name)
        return sources
    }

    private func chosen(_ flag: String?) throws -> SettingValue? {
        let standard = file?.defaultEnvironment
            .map { value in
                SettingValue(texts: value.texts, origin: .file(path: file?.path ?? "", line: value.line))
            }
        let given = flag.map { SettingValue(texts: [$0], origin: .flag("--env")) } ?? variable(["SUTURE_ENV"])
        guard let choice = given ?? standard else { return nil }
        guard file?.environments[choice.text] != nil else {
            guard let file else {
                throw SutureError.configuration(
                    choice.origin.text,
                    "The environment \"\(choice.text)\" is named, and there is no \(ConfigurationFile.name).",
                    remedy: "Run this below the folder of the file, or name it: --config FILE."
                )
            }
            let known = file.environments.keys.sorted()
            throw SutureError.unknownName("The environment", choice.text, at: choice.origin.text, known: known)
        }
        return choice
    }

    /// The sections of the file that apply, the one of the environment first.
    var sections: [ConfigurationFile.Section] {
        guard let file else { return [] }
        return [environment.flatMap { file.environments[$0.text] }, file.top].compactMap(\.self)
    }

    /// Returns the first of these variables that is set and not empty, in the process or otherwise in `.env`.
    func variable(_ names: [String]) -> SettingValue? {
        for name in names {
            if let value = variables[name], !value.isEmpty {
                return SettingValue(texts: [value], origin: .variable(name))
            }
        }
        for name in names {
            if let dotEnvironment, let found = dotEnvironment.variables[name], !found.value.isEmpty {
                let origin = SettingOrigin.dotEnvironment(name: name, path: dotEnvironment.path, line: found.line)
                return SettingValue(texts: [found.value], origin: origin)
            }
        }
        return nil
    }

    /// Returns the value of a setting, the flag first; nil if no source sets it and it has no default.
    func value(of setting: Setting, flag: [String] = []) throws -> SettingValue? {
        if let name = setting.flag, !flag.isEmpty { return SettingValue(texts: flag, origin: .flag(name)) }
        if let found = variable(setting.variables) {
            if let problem = setting.problem(with: found.text) {
                throw SutureError.configuration(
                    found.origin.text,
                    "The value \(problem).",
                    remedy: "Correct it, or leave it out."
                )
            }
            guard case .texts = setting.kind else { return found }
            let texts = found.text.split(whereSeparator: \.isWhitespace).map(String.init)
            return SettingValue(texts: texts, origin: found.origin)
        }
        return fileValue(of: setting) ?? setting.standard.map { SettingValue(texts: [$0], origin: .standard) }
    }

    /// Returns the value of a setting in the file.
    func fileValue(of setting: Setting) -> SettingValue? {
        guard let file else { return nil }
        var sections = sections
        let places = [Setting.url, .host, .port, .socket].map(\.key)
        if places.contains(setting.key), sections.count == 2, places.contains(where: { sections[0].values[$0] != nil })
        {
            // An environment that sets the server sets the whole connection.
            sections.removeLast()
        }
        guard let found = sections.lazy.compactMap({ $0.values[setting.key] }).first else { return nil }
        let isPath =
            switch setting.kind {
            case .path: true
            case .program: found.texts[0].contains("/")
            default: false
            }
        let texts = isPath ? found.texts.map(file.resolve) : found.texts
        return SettingValue(texts: texts, origin: .file(path: file.path, line: found.line))
    }
}
