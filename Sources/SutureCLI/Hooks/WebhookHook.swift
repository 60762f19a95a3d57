import Foundation
import SutureCore

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// An HTTP POST of the moment as JSON; any answer but one of 200 to 299 is a failure.
struct WebhookHook: RunHook {
    let name: String
    /// Often a secret, so that no message shows it.
    let url: URL
    let timeLimit: Duration

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(try JSONOutput.text(moment).utf8)
        request.timeoutInterval = Double(max(1, timeLimit.milliseconds / 1000))
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
        return HookOutcome()
    }
}
