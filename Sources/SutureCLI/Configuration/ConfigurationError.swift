import SutureCore

extension SutureError.Code {
    /// The configuration file, `.env`, or a variable is invalid.
    static let invalidConfiguration = Self(rawValue: "invalid-configuration")
    /// A change of a protected environment was not confirmed.
    static let protectedEnvironment = Self(rawValue: "protected-environment")
}

extension SutureError {
    /// Returns an error in the configuration; nothing was begun.
    static func configuration(_ place: String, _ message: String, remedy: String) -> SutureError {
        SutureError(.invalidConfiguration, "\(place): \(message)", remedy: remedy)
    }

    /// Returns the error for an unknown name.
    static func unknownName(_ what: String, _ name: String, at place: String, known: [String]) -> SutureError {
        let near = NearestName.names(near: name, among: known)
        let hint = near.isEmpty ? "" : "Did you mean \(near.joined(separator: ", "))? "
        return configuration(
            place,
            "\(what) \"\(name)\" is not known.",
            remedy: known.isEmpty
                ? "There are none: leave it out." : "\(hint)Known are \(known.joined(separator: ", "))."
        )
    }
}
