/// A hook as declared in the configuration file.
struct HookDefinition: Sendable {
    /// The expected result of a probe.
    enum Expectation: Sendable {
        case empty
        case value(String)
    }

    enum Kind: Sendable {
        case backup(WantedBackup)
        case command([String])
        case shell(String)
        case probe(query: String, Expectation)
        case webhook(String)
        /// The variable that holds the URL, which is often a secret.
        case webhookVariable(String)
    }

    let kind: Kind
    let timeLimit: Duration
    /// The file and the line, for messages.
    let place: String

    /// The name of the hook in messages; shows no argument, no query and no path of a URL.
    var name: String { place.isEmpty ? what : "\(what), \(place)" }

    /// The kind, and the program of a command.
    var what: String {
        switch kind {
        case .backup(let wanted): wanted == .full ? "backup" : "backup \(wanted.rawValue)"
        case .command(let words): "command \(words[0])"
        case .shell: "shell command"
        case .probe: "sql"
        case .webhook, .webhookVariable: "webhook"
        }
    }
}
