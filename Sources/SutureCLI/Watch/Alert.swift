import ArgumentParser
import SutureCore

/// The format of an alert's message.
enum AlertShape: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// All available data, for programs.
    case json
    /// The same text under the names that chat tools read: `text` (Slack, Mattermost, Teams) and `content` (Discord).
    case chat
}

/// The receiver of alerts when the status of a check changes.
struct AlertDefinition: Sendable {
    let webhook: HookDefinition
    let shape: AlertShape
}

/// One message for all checks whose status has changed since it was last reported.
struct Alert {
    let database: String
    let host: String
    let changes: [WatchChange]

    private struct Chat: Encodable {
        let text: String
        let content: String
    }

    private struct Full: Encodable {
        struct Check: Encodable {
            let check: WatchTopic
            let status: WatchStatus
            let before: WatchStatus
            let found: Int
            let findings: [String]
        }

        let database: String
        let host: String
        let text: String
        let checks: [Check]
    }

    /// The text of the message, one line for each check.
    var text: String {
        let lines = changes.map { change in
            let result = change.result
            let found = result.status == .ok ? "" : ", \(result.count.of("finding"))"
            return "\(result.topic.rawValue): \(change.before.rawValue) → \(result.status.rawValue)\(found)"
        }
        return (["suture check on \(database) (\(host))"] + lines).joined(separator: "\n")
    }

    /// Posts the message.
    ///
    /// - Throws: `SutureError` with the code `alert-failed`.
    func post(_ shape: AlertShape, to webhook: Webhook) async throws {
        do {
            switch shape {
            case .chat: try await webhook.post(Chat(text: text, content: text))
            case .json: try await webhook.post(full)
            }
        } catch let error as SutureError {
            throw SutureError(
                SutureError.Code(rawValue: "alert-failed"),
                "The alert was not taken: \(error.message)",
                remedy: "Look at the server that takes it; the next check tells the same changes again.",
                outcome: .failed
            )
        }
    }

    private var full: Full {
        let checks = changes.map { change in
            Full.Check(
                check: change.result.topic,
                status: change.result.status,
                before: change.before,
                found: change.result.count,
                findings: change.result.items.map(\.finding.text)
            )
        }
        return Full(database: database, host: host, text: text, checks: checks)
    }
}
