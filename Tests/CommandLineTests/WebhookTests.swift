import Foundation
import SutureTesting
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
                // The failing `on_failure` hook is reported, and does not hide the failure.
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

    /// While a webhook is silent a program waits for it, which reads its URL from a file; it ends with the run.
    @Test(arguments: await TestServers.all())
    func aSignalEndsTheProgramThatWaits(server: TestServer) async throws {
        try await Listener.with(.keepsSilent) { listener in
            let url = "http://127.0.0.1:\(listener.port)/secret-path"
            let file = "hooks: {before_run: [{webhook: '\(url)', time_limit: 3600}]}"
            try await HookCase.with(server, file) { hooks in
                let running = try hooks.start("up")
                let sender = try await Wait.value("curl waits") { LocalProcess.curl(of: running.processIdentifier) }
                #expect(sender.arguments.first?.hasSuffix("curl") == true)
                #expect(!sender.arguments.contains { $0.contains("secret-path") })
                let settings = try #require(sender.arguments.last)
                let mode = try FileManager.default.attributesOfItem(atPath: settings)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                running.send(SIGTERM)
                let result = try await running.result()
                result.expectError("interrupted", exit: 143)
                #expect(!FileManager.default.fileExists(atPath: settings))
                try await Wait.until("curl has ended") { kill(sender.identifier, 0) != 0 }
            }
        }
    }

    /// Nothing of the tool is linked against an HTTP client of its own.
    @Test func noClientIsLinked() throws {
        let program = try Data(contentsOf: try Tool.program)
        #expect(program.range(of: Data("libFoundationNetworking".utf8)) == nil)
        #expect(program.range(of: Data("libcurl".utf8)) == nil)
    }

    /// The body is sent completely, including characters with a meaning in JSON and in curl's settings.
    @Test(arguments: await TestServers.all())
    func urlsAndBodiesAreSentAsTheyAre(server: TestServer) async throws {
        try await WebReceiver.with(status: 200) { receiver in
            let file = "hooks: {after_run: [{webhook_env: HOOK_URL}], before_run: [{webhook_env: HOOK_URL}]}"
            try await HookCase.with(server, file) { hooks in
                let result = try await hooks.run(
                    "up",
                    "--to",
                    Version.mergeInstitutions,
                    environment: ["HOOK_URL": "http://127.0.0.1:\(receiver.port)/a%7B1,2%7D?q=%22%5B3-4%5D"]
                )
                result.expectDone()
                let lines = receiver.requests.compactMap { $0.split(separator: "\r\n").first }
                #expect(lines == Array(repeating: "POST /a%7B1,2%7D?q=%22%5B3-4%5D HTTP/1.1", count: 2))
                #expect(receiver.requests.allSatisfy { $0.contains("Content-Type: application/json") })
                #expect(receiver.requests.allSatisfy { !$0.contains("Expect:") && $0.hasSuffix("}") })
            }
        }
    }

    /// A redirect, a missing proxy, an unknown host and a server without TLS all count as failures.
    @Test(arguments: await TestServers.all())
    func whatWasNotTakenIsTold(server: TestServer) async throws {
        let closed = try ListeningSocket()
        closed.end()
        try await WebReceiver.with(status: 308) { receiver in
            try await Listener.with(.breaksOff) { plain in
                try await HookCase.with(server, "hooks: {before_run: [{webhook_env: HOOK_URL}]}") { hooks in
                    let here = "127.0.0.1:\(receiver.port)"
                    let cases: [(url: String, proxy: String?, says: String)] = [
                        ("http://\(here)/", nil, "the server answered with status 308. Redirects are not followed"),
                        ("https://127.0.0.1:\(plain.port)/", nil, "TLS failed (curl: 35)."),
                        ("http://no-such-host.invalid/", nil, "the server's host is not known."),
                        ("http://\(here)/", "http://127.0.0.1:\(closed.port)", "the server cannot be reached."),
                    ]
                    for (url, proxy, says) in cases {
                        var variables = ["HOOK_URL": url]
                        variables["http_proxy"] = proxy
                        let all = variables
                        let result = try await hooks.test.expectUnchanged {
                            try await hooks.run("up", environment: all)
                        }
                        result.expectError("hook-failed", exit: 3)
                        #expect(result.errors.contains(says), "\(result.errors)")
                    }
                    #expect(receiver.requests.filter { $0.hasPrefix("POST / ") }.count == 1)
                }
            }
        }
    }
}
