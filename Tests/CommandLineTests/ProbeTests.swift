import Foundation
import MySQLClient
import SutureTesting
import Testing

/// The probes that `suture verify` runs, and the smoke test.
@Suite struct ProbeTests {
    struct Report: Decodable {
        struct Probe: Decodable {
            let name: String
            let failure: String?
        }

        let findings: Int
        let probes: [Probe]
    }

    private static let file = """
        probes:
          - {name: some students, sql: SELECT COUNT(*) > 0 FROM students, expect: 1}
          - name: no institution without a name
            sql: SELECT id FROM institutions WHERE name = ''
            expect: empty
        """

    @Test(arguments: await TestServers.all())
    func answersForTheApplication(server: TestServer) async throws {
        try await HookCase.with(server, Self.file) { hooks in
            try await hooks.run("up").expectDone()
            let result = try await hooks.test.expectUnchanged { try await hooks.run("verify") }
            result.expectDone()
            #expect(result.output.contains("7 applied migrations: all is as promised, 2 of 2 probes as expected."))
            try await hooks.test.execute("UPDATE institutions SET name = '' ORDER BY id LIMIT 1")
            let failed = try await hooks.run("verify", "--format", "json")
            #expect(failed.exitCode == 2)
            let report: Report = try failed.json()
            #expect(report.findings == 0)
            #expect(report.probes.map(\.failure) == [nil, "expected no row, found 1 row."])
        }
    }

    /// Numbers are compared by their value, everything else by its text.
    @Test(arguments: await TestServers.all())
    func comparesTheOneValueThatItFinds(server: TestServer) async throws {
        let probes: [(query: String, expected: String, failure: String?)] = [
            ("SELECT 7", "7", nil), ("SELECT 7.50", "7.5", nil), ("SELECT 'a b'", "a b", nil),
            ("SELECT NULL", "null", nil),
            ("SELECT 8", "7", "expected 7, found 8."), ("SELECT 'A b'", "a b", "expected a b, found A b."),
            ("SELECT NULL", "0", "expected 0, found null."),
            ("SELECT 1 LIMIT 0", "1", "expected one row, found 0 rows."),
            ("SELECT 1 UNION ALL SELECT 1", "1", "expected one row, found 2 rows."),
            ("SELECT CURRENT_DATE", "1", "it found a date or a time; compare it in the query, and expect 1."),
        ]
        let lines = probes.enumerated()
            .map { "  - {name: probe \($0), sql: \"\($1.query)\", expect: \"\($1.expected)\"}" }
        try await HookCase.with(server, "probes:\n" + lines.joined(separator: "\n")) { hooks in
            let result = try await hooks.run("verify", "--format", "json")
            #expect(result.exitCode == 2)
            let report: Report = try result.json()
            #expect(report.probes.map(\.failure) == probes.map(\.failure))
        }
    }

    /// A key that a merge has retired is written again, and another one's survivor is deleted.
    @Test(arguments: await TestServers.all())
    func looksAtRetiredKeys(server: TestServer) async throws {
        struct Report: Decodable {
            struct Redirects: Decodable {
                struct Cases: Decodable { let count: Int }
                let retired: Int
                let reused: Cases
                let lost: Cases
                let unchecked: Int
            }
            let findings: Int
            let redirects: Redirects
        }
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            let good: Report = try await test.run("verify", "--format", "json").json()
            let retired = try await test.count("suture_redirects")
            #expect(retired > 0)
            #expect(good.redirects.retired == retired)
            #expect(good.redirects.reused.count == 0)
            #expect(good.redirects.lost.count == 0)
            #expect(good.redirects.unchecked == 0)
            let (key, survivor) = (
                try await test.text(
                    "SELECT MIN(old_key) FROM suture_redirects WHERE table_name = 'enrollments'"
                ),
                try await test.text("SELECT MIN(survivor_key) FROM suture_redirects WHERE table_name = 'enrollments'")
            )
            let led = try await test.count(
                "suture_redirects WHERE table_name = 'enrollments' AND survivor_key = \(survivor ?? "")"
            )
            try await test.execute("UPDATE enrollments SET id = \(key ?? "") WHERE id = \(survivor ?? "")")
            let result = try await test.run("verify", "--format", "json")
            #expect(result.exitCode == 2)
            let report: Report = try result.json()
            #expect(report.findings == 1)
            #expect(report.redirects.reused.count == 1)
            #expect(report.redirects.lost.count == led)
            let text = try await test.run("verify").output
            #expect(
                text.contains(
                    "! 1 retired key is in use again, and stands for another row: enrollments \(key ?? "") → "
                )
            )
            #expect(text.contains("7 applied migrations: 1 finding.\n"))
        }
    }

    @Test(arguments: await TestServers.all())
    func aProbeCannotWriteAndItsErrorIsOneOfIt(server: TestServer) async throws {
        let file = """
            probes:
              - {name: writes, sql: DELETE FROM students, expect: 0}
              - {name: mistaken, sql: SELECT secret_word FROM students, expect: 0}
              - {name: slow, sql: SELECT SLEEP(30), expect: 0, time_limit: 1}
            """
        try await HookCase.with(server, file) { hooks in
            let result = try await hooks.test.expectUnchanged { try await hooks.run("verify", "--format", "json") }
            #expect(result.exitCode == 2)
            let report: Report = try result.json()
            #expect(report.probes.map { $0.failure != nil } == [true, true, true])
            result.expectHidden(["secret_word"])
        }
    }

    @Test(arguments: await TestServers.all())
    func runsTheSmokeTestWhenAsked(server: TestServer) async throws {
        try await HookCase.with(server, "smoke: 'echo \"$SUTURE_DATABASE\" >> seen; test ! -e broken'") { hooks in
            try await hooks.run("verify").expectDone()
            #expect(hooks.lines("seen") == [])
            try await hooks.run("verify", "--smoke").expectDone()
            #expect(hooks.lines("seen") == [hooks.test.database])
            try hooks.folder.write("", to: "broken")
            let failed = try await hooks.run("verify", "--smoke")
            #expect(failed.exitCode == 2)
            #expect(failed.output.contains("smoke test"))
            try hooks.configure("lease: 30")
            try await hooks.run("verify", "--smoke").expectError("invalid-configuration", exit: 3)
        }
    }

    @Test func refusesWhatIsNoProbe() async throws {
        let refusals = [
            ("probes: {name: x}", "list"),
            ("probes: [{name: x, sql: SELECT 1}]", "expect is missing"),
            ("probes: [{name: x, sql: SELECT 1, expects: 1}]", "Did you mean expect?"),
            ("probes: [{name: x, sql: SELECT 1, expect: 1}, {name: x, sql: SELECT 1, expect: 1}]", "Two probes"),
        ]
        for (file, hint) in refusals {
            let result = try await ConfigurationCase(file).run("verify")
            result.expectError("invalid-configuration", exit: 3)
            #expect(result.errors.contains(hint), "\(result.errors)")
        }
    }
}
