import Foundation
import SutureTesting
import Testing

/// Hooks that post to a server.
@Suite struct WebhookTests {
    private func file(_ receiver: WebReceiver) -> String {
        """
        hooks:
          after_migration:
            - webhook_env: HOOK_URL
              time_limit: 3
          on_failure:
            - webhook: http://127.0.0.1:\(receiver.port)/failed
        """
    }

    @Test(arguments: await TestServers.all())
    func postTheMoment(server: TestServer) async throws {
        try await WebReceiver.with(status: 204) { receiver in
            try await HookCase.with(server, file(receiver)) { hooks in
                let url = "http://127.0.0.1:\(receiver.port)/secret-path"
                let result = try await hooks.run(
                    "up",
                    "--to",
                    Version.mergeInstitutions,
                    environment: ["HOOK_URL": url]
                )
                result.expectDone()
                result.expectHidden(["secret-path"])
                let requests = receiver.requests
                #expect(requests.count == 1)
                let request = try #require(requests.first)
                #expect(request.hasPrefix("POST /secret-path HTTP/1.1\r\n"))
                #expect(request.contains("\"event\" : \"after_migration\""))
                #expect(request.contains(Version.mergeInstitutions))
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func otherAnswersAreFailures(server: TestServer) async throws {
        try await WebReceiver.with(status: 500) { receiver in
            try await HookCase.with(server, file(receiver)) { hooks in
                let url = "http://127.0.0.1:\(receiver.port)/secret-path"
                let result = try await hooks.run("up", environment: ["HOOK_URL": url])
                result.expectError("hook-failed", exit: 1)
                result.expectHidden(["secret-path"])
                #expect(result.errors.contains("the server answered with status 500."))
                // The failing hook of the failure is told, and does not hide it.
                #expect(result.errors.contains("on_failure"))
                #expect(receiver.requests.contains { $0.hasPrefix("POST /failed ") && $0.contains("hook-failed") })
                try await hooks.run("down", environment: ["HOOK_URL": url]).expectError("hook-failed", exit: 1)
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func silenceIsAFailure(server: TestServer) async throws {
        try await Listener.with(.keepsSilent) { listener in
            let file = "hooks: {before_run: [{webhook: 'http://127.0.0.1:\(listener.port)/', time_limit: 1}]}"
            try await HookCase.with(server, file) { hooks in
                let result = try await hooks.test.expectUnchanged { try await hooks.run("up") }
                result.expectError("hook-failed", exit: 3)
            }
        }
    }
}
