import SutureCore
import Yams

/// Parses the text of a configuration file; each error names the file and the line, and shows no value.
struct ConfigurationReader {
    let path: String

    private static let structure = ["default_environment", "environments"]
    private static let parts = ["hooks", "smoke", "probes", "checks", "alert"]

    func read(_ text: String) throws -> ConfigurationFile {
        var file = ConfigurationFile(path: path)
        guard let root = try compose(text) else { return file }
        for (key, name, node) in try entries(of: root, "The file") {
            switch name {
            case "default_environment":
                file.defaultEnvironment = try value(of: Setting("default_environment", .text, flag: nil), node, key)
            case "environments":
                for (_, name, node) in try entries(of: node, "environments") {
                    let section = try section(node, "The environment \(name)")
                    file.environments[name] = section
                }
            default:
                try read(name, node, key, among: Setting.general, into: &file.top)
            }
        }
        try checkPassword(file.top)
        if let name = file.defaultEnvironment, file.environments[name.texts[0]] == nil {
            let known = file.environments.keys.sorted()
            throw SutureError.unknownName("The environment", name.texts[0], at: "\(path):\(name.line)", known: known)
        }
        return file
    }

    private func compose(_ text: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let (problem, line) = error.problemAndLine
            throw SutureError.configuration(
                line.map { "\(path):\($0)" } ?? path,
                "The file is not valid YAML: \(problem).",
                remedy: "Correct the file; README.md has an example."
            )
        }
    }

    private func section(_ node: Node, _ what: String) throws -> ConfigurationFile.Section {
        var section = ConfigurationFile.Section()
        for (key, name, node) in try entries(of: node, what) {
            try read(name, node, key, among: Setting.all, into: &section)
        }
        try checkPassword(section)
        return section
    }

    private func read(
        _ name: String,
        _ node: Node,
        _ key: Node,
        among settings: [Setting],
        into section: inout ConfigurationFile.Section
    ) throws {
        switch name {
        case "hooks": return section.hooks = try hooks(node)
        case "smoke": return section.smoke = try smoke(node, key)
        case "probes": return section.probes = try probes(node, key)
        case "checks": return section.checks = try checks(node)
        case "alert": return section.alert = try alert(node, key)
        default: break
        }
        guard let setting = settings.first(where: { $0.key == name }) else {
            if name == Setting.protected.key {
                throw SutureError.configuration(
                    place(key),
                    "protected stands outside of an environment.",
                    remedy: "Write it below the environment that is to be protected."
                )
            }
            let isTop = settings.count == Setting.general.count
            throw SutureError.unknownName(
                "The key",
                name,
                at: place(key),
                known: settings.map(\.key) + Self.parts + (isTop ? Self.structure : [])
            )
        }
        section.values[name] = try value(of: setting, node, key)
    }

    private func value(of setting: Setting, _ node: Node, _ key: Node) throws -> ConfigurationFile.Value {
        func refuse(_ problem: String) -> SutureError {
            .configuration(place(key), "\(setting.key) \(problem).", remedy: "Correct the value.")
        }
        var nodes = [node]
        if case .texts = setting.kind {
            guard let items = node.sequence else { throw refuse("must be a list") }
            nodes = Array(items)
        }
        let texts = try nodes.map { node in
            guard let scalar = node.scalar, !node.isNull else { throw refuse("must be one value") }
            if let problem = setting.problem(with: scalar.string) { throw refuse(problem) }
            return scalar.string
        }
        return ConfigurationFile.Value(texts: texts, line: key.mark?.line ?? 0)
    }

    /// Returns the entries of a mapping, with their keys as text.
    func entries(of node: Node, _ what: String) throws -> [(key: Node, name: String, value: Node)] {
        guard let mapping = node.mapping else {
            throw SutureError.configuration(
                place(node),
                "\(what) must have keys and values.",
                remedy: "Write them as \"key: value\", a line each."
            )
        }
        return mapping.map { ($0.key, $0.key.string ?? "", $0.value) }
    }

    func place(_ node: Node) -> String {
        node.mark.map { "\(path):\($0.line)" } ?? path
    }

    private func checkPassword(_ section: ConfigurationFile.Section) throws {
        let given = [Setting.password, .passwordVariable, .passwordFile].compactMap { section.values[$0.key] }
        guard given.count > 1 else { return }
        throw SutureError.configuration(
            "\(path):\(given.map(\.line).max() ?? 0)",
            "The password is given twice.",
            remedy: "Keep one of password_env and password_file."
        )
    }
}
