import Foundation
import SutureCore

/// A URL that receives JSON by HTTP POST; any status other than 200 to 299 is a failure.
struct Webhook: Sendable {
    /// The URL, often a secret, so no message shows it.
    private let url: URL
    private let timeLimit: Duration
    private let curl: Curl

    /// Creates a webhook from the URL in a definition, or in the variable that it names.
    ///
    /// - Throws: `SutureError` when the URL is missing, or the program to send to it.
    init(_ definition: HookDefinition, _ sources: ConfigurationSources) throws {
        let text: String
        switch definition.kind {
        case .webhook(let url): text = url
        case .webhookVariable(let name):
            guard let found = sources.variable([name]) else {
                throw SutureError.configuration(
                    definition.place,
                    "The variable \(name) is to hold the URL of a webhook, and is not set.",
                    remedy: "Set it, in the environment or in .env."
                )
            }
            text = found.text
        default: text = ""
        }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()), url.host != nil else {
            throw SutureError.configuration(
                definition.place,
                "A webhook wants a URL of http or https.",
                remedy: "Correct the URL."
            )
        }
        self.url = url
        timeLimit = definition.timeLimit
        curl = try Curl.find(for: definition.name)
    }

    /// Posts an object.
    func post(_ object: some Encodable) async throws {
        let json = try JSONOutput.text(object)
        // curl enforces the limit itself; this one is for a curl that does not.
        let status = try await TimeLimit.run(timeLimit + .seconds(10), orThrow: HookTimeLimit.exceeded(timeLimit)) {
            try await curl.post(json, to: url, timeLimit: timeLimit)
        }
        guard (200...299).contains(status) else {
            let hint = (300...399).contains(status) ? " Redirects are not followed: use the URL that it leads to." : ""
            throw SutureError.hookReason("the server answered with status \(status).\(hint)")
        }
    }
}
