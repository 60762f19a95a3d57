/// A setting for which a flag, a variable or the configuration file can give a value.
struct Setting: Sendable {
    /// The type of a setting's value.
    enum Kind: Sendable {
        case text
        /// A path, which is relative to the file's folder if it comes from the file.
        case path
        /// The name of a program, or a path if it contains a slash.
        case program
        case texts
        case yesOrNo
        case wholeNumber(least: Int)
        case number(above: Double, most: Double)
    }

    /// The name in the configuration file, such as `lock_timeout`.
    let key: String
    let kind: Kind
    /// The default value.
    let standard: String?
    /// The flag of the commands, or nil.
    let flag: String?
    /// The variables that set it; the first one that exists counts.
    let variables: [String]
    let isSecret: Bool

    init(
        _ key: String,
        _ kind: Kind,
        standard: String? = nil,
        flag: String?,
        variables: [String]? = nil,
        isSecret: Bool = false
    ) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.flag = flag
        self.variables = variables ?? ["SUTURE_\(key.uppercased())"]
        self.isSecret = isSecret
    }

    /// Returns the problem with a value, or nil.
    func problem(with text: String) -> String? {
        switch kind {
        case .text, .path, .program, .texts:
            text.isEmpty ? "must not be empty" : nil
        case .yesOrNo:
            ["true", "false"].contains(text) ? nil : "must be true or false"
        case .wholeNumber(let least):
            Int(text).map { $0 >= least } == true ? nil : "must be a whole number, \(least) or more"
        case .number(let above, let most):
            Double(text).map { $0 > above && $0 <= most } == true
                ? nil : "must be a number above \(Int(above)), at most \(Int(most))"
        }
    }
}
