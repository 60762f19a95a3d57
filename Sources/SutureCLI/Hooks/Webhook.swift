import Foundation
import SutureCore

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A URL that takes JSON by HTTP POST; any answer but one of 200 to 299 is a failure.
struct Webhook: Sendable {
    /// Often a secret, so that no message shows it.
    private let url: URL
    private let timeLimit: Duration

    /// Takes the URL that a definition names, or that is in the variable that it names.
    ///
    /// - Throws: `SutureError` when there is none.
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
    }

    /// Posts an object.
    func post(_ object: some Encodable) async throws {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(try JSONOutput.text(object).utf8)
        // URLSession answers never when it is cancelled at the very time at which its own limit is reached, so that one comes
        // later.
        request.timeoutInterval = Double(timeLimit.milliseconds / 1000 + 60)
        let sent = request
        let status = try await HookTimeLimit.run(timeLimit) {
            let session = URLSession(configuration: .ephemeral)
            defer { session.finishTasksAndInvalidate() }
            do {
                return (try await session.data(for: sent).1 as? HTTPURLResponse)?.statusCode ?? 0
            } catch let error as URLError {
                throw SutureError.hookReason("the server did not answer (\(error.code.rawValue)).")
            }
        }
        guard (200...299).contains(status) else {
            throw SutureError.hookReason("the server answered with status \(status).")
        }
    }
}
