import Yams

extension YamlError {
    /// What is wrong, and on which line, without a piece of the text, which may hold a password.
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
    /// Whether nothing is written where a value should be.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
