/// Where a value comes from.
enum SettingOrigin: Sendable {
    case flag(String)
    case variable(String)
    case dotEnvironment(name: String, path: String, line: Int)
    case file(path: String, line: Int)
    case standard

    /// The origin as people read it: `--lease`, `variable SUTURE_LEASE`, `.suture.yaml:3`.
    var text: String {
        switch self {
        case .flag(let name): name
        case .variable(let name): "variable \(name)"
        case .dotEnvironment(let name, let path, let line): "\(name) in \(path):\(line)"
        case .file(let path, let line): "\(path):\(line)"
        case .standard: "default"
        }
    }

    /// One word for scripts.
    var kind: String {
        switch self {
        case .flag: "flag"
        case .variable: "variable"
        case .dotEnvironment: "dotenv"
        case .file: "file"
        case .standard: "default"
        }
    }

    /// Whether the configuration file said it.
    var isFile: Bool {
        if case .file = self { true } else { false }
    }
}

/// What a setting is, and who said so.
struct SettingValue: Sendable {
    let texts: [String]
    let origin: SettingOrigin

    var text: String { texts.first ?? "" }
}
