import Yams

extension YamlError {
    /// The problem and its line, without any of the text, which may contain a password.
    var problemAndLine: (problem: String, line: Int?) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (problem, mark.line)
        case .duplicatedKeysInMapping(let keys, let context):
            ("keys of what begins here stand there twice (\(keys.joined(separator: ", ")))", context.mark.line)
        default:
            ("it cannot be decoded", nil)
        }
    }
}

extension Node {
    /// True if the value is missing.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
