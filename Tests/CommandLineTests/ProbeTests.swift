import Foundation
import MySQLClient
import SutureTesting
import Testing

/// The probes that `suture verify` tries, and the smoke test.
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
            #expect(report.probes.map(\.failure) == [nil, "it found 1 row, and expected none."])
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
