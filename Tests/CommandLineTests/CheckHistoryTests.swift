import Foundation
import MySQLClient
import SutureTesting
import Testing

/// The records and alerts of `suture check`.
@Suite struct CheckHistoryTests {
    struct History: Decodable {
        struct Period: Decodable {
            let topic: String
            let status: String
            let found: Int
            let looks: Int
        }

        struct Entry: Decodable {
            let check: String
            let found: Int
            let firstSeen: String
            let lastSeen: String
            let goneAt: String?
        }

        let periods: [Period]
        let findings: [Entry]
    }

    private func look(_ test: ToolCase, at time: String) async throws -> ToolResult {
        try await Tool.run(["check", "pairs"], url: test.url, environment: ["SUTURE_NOW": "\(time).000000"])
    }

    @Test(arguments: await TestServers.all())
    func keepsTheFirstAndTheLastTime(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            #expect(try await test.run("check", "--history").output.contains("No check was recorded yet"))
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await look(test, at: "2026-03-01 00:00:00").expectDone()
            try await test.execute(CheckTests.misspelling(of: 2))
            for day in 2...4 { #expect(try await look(test, at: "2026-03-0\(day) 00:00:00").exitCode == 2) }
            try await test.execute(CheckTests.misspelling(of: 3, from: "DESC"))
            let more = try await look(test, at: "2026-03-05 00:00:00")
            #expect(more.exitCode == 2)
            #expect(more.output.contains("5 found  since 2026-03-02 00:00:00 UTC"))
            try await test.execute("UPDATE students s JOIN users u USING (id) SET s.name = u.name, s.email = u.email")
            try await look(test, at: "2026-03-06 00:00:00").expectDone()
            let history: History = try await test.run("check", "--history", "--format", "json").json()
            #expect(history.periods.map(\.found) == [0, 2, 5, 0])
            #expect(history.periods.map(\.looks) == [1, 3, 1, 1])
            #expect(history.periods.map(\.status) == ["ok", "error", "error", "ok"])
            let finding = try #require(history.findings.first)
            #expect(history.findings.count == 1)
            #expect((finding.check, finding.found) == ("pair-disagrees", 5))
            #expect(finding.firstSeen == "2026-03-02 00:00:00")
            #expect(finding.lastSeen == "2026-03-05 00:00:00")
            #expect(finding.goneAt == "2026-03-06 00:00:00")
            let chart = try await test.run("check", "--history").output
            #expect(chart.contains("█") && chart.contains("▁") && chart.contains("from 2026-03-01 00:00:00"))
        }
    }

    @Test(arguments: await TestServers.all())
    func tellsEachChangeOnce(server: TestServer) async throws {
        let file = "alert: {webhook_env: ALERT_URL, shape: chat, time_limit: 3}"
        try await HookCase.with(server, file) { hooks in
            try await hooks.test.settleRoles()
            try await hooks.run("up").expectDone()
            try await WebReceiver.with(status: 200) { receiver in
                let environment = ["ALERT_URL": "http://127.0.0.1:\(receiver.port)/secret-path"]
                try await hooks.run("check", environment: environment).expectDone()
                #expect(receiver.requests == [])
                try await hooks.test.execute(CheckTests.misspelling(of: 2))
                // An alert that is not accepted is posted again.
                try await WebReceiver.with(status: 500) { refusing in
                    let url = "http://127.0.0.1:\(refusing.port)/secret-path"
                    let result = try await hooks.run("check", environment: ["ALERT_URL": url])
                    #expect(result.errorCode == "alert-failed")
                    #expect(result.exitCode == 1)
                    #expect(result.output.contains("2 found"))
                    result.expectHidden(["secret-path"])
                }
                for rows in [0, 1] {
                    // A larger number is no change.
                    try await hooks.test.execute(CheckTests.misspelling(of: rows, from: "DESC"))
                    #expect(try await hooks.run("check", environment: environment).exitCode == 2)
                }
                #expect(receiver.requests.count == 1)
                #expect(receiver.requests.first?.contains("pairs: ok → error, 2 findings") == true)
                #expect(receiver.requests.first?.contains("\"content\"") == true)
                try await hooks.test.execute("UPDATE students s JOIN users u USING (id) SET s.name = u.name")
                for _ in 1...2 { try await hooks.run("check", environment: environment).expectDone() }
                #expect(receiver.requests.count == 2)
                #expect(receiver.requests.last?.contains("pairs: error → ok") == true)
            }
        }
    }
}
