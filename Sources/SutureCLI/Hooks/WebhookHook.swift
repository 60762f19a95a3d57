import SutureCore

/// An HTTP POST of the event as JSON.
struct WebhookHook: RunHook {
    let name: String
    let webhook: Webhook

    func run(_ moment: HookMoment) async throws -> HookOutcome {
        try await webhook.post(moment)
        return HookOutcome()
    }
}
