/// The source of a value.
enum SettingOrigin: Sendable {
    case flag(String)
    case variable(String)
    case dotEnvironment(name: String, path: String, line: Int)
    case file(path: String, line: Int)
    case standard

    /// The source for display: `--lease`, `variable SUTURE_LEASE`, `.suture.yaml:3`.
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

    /// True if the value is from the configuration file.
    var isFile: Bool {
        if case .file = self { true } else { false }
    }
}

/// The value of a setting, and its source.
struct SettingValue: Sendable {
    let texts: [String]
    let origin: SettingOrigin

    var text: String { texts.first ?? "" }
}
