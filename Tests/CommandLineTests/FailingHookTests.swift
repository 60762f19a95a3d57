import Foundation
import SutureTesting
import Testing

/// Failing hooks, and their effect on the run.
@Suite struct FailingHookTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let hook: String
        let says: String
        var testDescription: String { hook }
    }

    /// Hooks of every kind that stop a run; each is the only one before it.
    private static let failures = [
        Case(hook: "command: [\"false\"]", says: "it ended with exit code 1."),
        Case(hook: "command: 'exit 7'\n      shell: true", says: "it ended with exit code 7."),
        Case(hook: "command: [sleep, '60']\n      time_limit: 1", says: "it did not end within 1.0 s"),
        Case(hook: "sql: SELECT COUNT(*) FROM students\n      expect: 0", says: "expected 0, found "),
        Case(hook: "sql: SELECT name FROM students\n      expect: empty", says: "expected no row, found "),
        Case(hook: "sql: SELECT name FROM nowhere\n      expect: empty", says: "the server refused with 1146."),
        Case(hook: "sql: DELETE FROM enrollments\n      expect: empty", says: "the server refused with 1792."),
        Case(hook: "sql: SELECT SLEEP(60)\n      expect: 0\n      time_limit: 1", says: "it did not end within 1.0 s"),
    ]

    @Test(arguments: await TestServers.all())
    func beforeTheFirstChangeNothingIsChanged(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let values = try await test.values()
            for failure in Self.failures {
                for event in ["before_run", "before_migration", "before_step"] {
                    if event != "before_run", !failure.hook.contains("false") { continue }
                    let folder = try TemporaryFolder()
                    let file = "hooks:\n  \(event):\n    - \(failure.hook)\n  on_failure:\n    - command: ['false']\n"
                    try folder.write(file, to: ".suture.yaml")
                    let result = try await test.expectUnchanged {
                        try await Tool.run(["up"], url: test.url, in: folder.url)
                    }
                    result.expectError("hook-failed", exit: 3)
                    result.expectHidden(values)
                    #expect(result.errors.contains(failure.says), "\(result.errors)")
                    #expect(result.errors.contains(".suture.yaml:3"), "\(result.errors)")
                    #expect(try await test.isLockFree())
                }
            }
            try await test.run("up").expectDone()
        }
    }

    /// Programs of any hook are looked up before the run begins, also those that would run last.
    @Test(arguments: await TestServers.all())
    func programsThatDoNotExistAreFoundFirst(server: TestServer) async throws {
        let files = [
            "smoke: [no-such-program]", "smoke: [./no-such-script.sh]", "smoke: 'no-such-program --all | cat'",
            "hooks: {after_run: [{command: [no-such-program, a]}]}", "hooks: {on_failure: [{command: [./no/program]}]}",
            "hooks: {after_step: [{command: './no-such-program; true', shell: true}]}",
        ]
        try await HookCase.with(server, "lease: 30") { hooks in
            for file in files {
                try hooks.configure(file)
                let result = try await hooks.test.expectUnchanged { try await hooks.run("up") }
                result.expectError("program-not-found", exit: 3)
                #expect(result.errors.contains(".suture.yaml:1"), "\(file)")
            }
            try hooks.configure("lease: 30")
            let flag = try await hooks.test.expectUnchanged { try await hooks.run("up", "--smoke", "no-such-program") }
            flag.expectError("program-not-found", exit: 3)
            // A webhook needs curl.
            try hooks.configure("hooks: {after_run: [{webhook: 'http://127.0.0.1:9/'}]}")
            let bare = try await hooks.test.expectUnchanged {
                try await hooks.run("up", environment: ["PATH": hooks.folder.url.path])
            }
            bare.expectError("program-not-found", exit: 3)
            #expect(bare.remedy?.contains("apt-get install curl") == true)
            // Words of the shell are not programs.
            try hooks.configure("smoke: 'if true; then exit 0; fi'")
            try await hooks.run("up", "--to", Version.mergeInstitutions).expectDone()
        }
    }

    @Test(
        arguments: await TestServers.all(),
        ["before_step", "after_step", "before_migration", "after_migration", "after_run"]
    )
    func laterTheRunCanGoOn(server: TestServer, event: String) async throws {
        let undisturbed = try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            return try await test.fingerprint()
        }
        let condition = "[ \"$SUTURE_VERSION\" != \(Version.synchronizePair) ] && [ $SUTURE_EVENT != after_run ]"
        let file =
            "hooks:\n  \(event):\n    - command: '\(condition)'\n      shell: true\n"
            + "  on_failure:\n    - command: 'echo $SUTURE_ERROR > told'\n      shell: true\n"
        try await HookCase.with(server, file) { hooks in
            let start = try await hooks.test.fingerprint()
            let result = try await hooks.run("up")
            result.expectError("hook-failed", exit: 1)
            #expect(result.remedy?.contains("run the same command again") == true)
            #expect(hooks.lines("told") == ["hook-failed"])
            #expect(try await hooks.test.isLockFree())
            try hooks.configure("hooks: {}")
            try await hooks.run("up").expectDone()
            #expect(try await hooks.test.differences(since: undisturbed) == [])
            try await hooks.run("down", "--to", "0").expectDone()
            #expect(try await hooks.test.differences(since: start) == [])
        }
    }

    /// In a rollback too, the first hooks come before the first change, and later ones leave it resumable.
    @Test(arguments: await TestServers.all())
    func rollbackIsStopped(server: TestServer) async throws {
        try await HookCase.with(server, "hooks: {}") { hooks in
            let start = try await hooks.test.fingerprint()
            try await hooks.run("up").expectDone()
            try hooks.configure("hooks: {before_run: [{command: ['false']}]}")
            let refused = try await hooks.test.expectUnchanged { try await hooks.run("down") }
            refused.expectError("hook-failed", exit: 3)
            try hooks.configure("hooks: {after_step: [{command: ['false']}]}")
            try await hooks.run("down", "--to", "0").expectError("hook-failed", exit: 1)
            try hooks.configure("")
            try await hooks.run("down", "--to", "0").expectDone()
            #expect(try await hooks.test.differences(since: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func signalEndsTheHookToo(server: TestServer) async throws {
        try await HookCase.with(server, "hooks: {before_run: [{command: 'touch begun; sleep 3600', shell: true}]}") {
            hooks in
            let running = try hooks.start("up")
            try await hooks.waitUntilBegun()
            running.send(SIGTERM)
            let result = try await running.result()
            result.expectError("interrupted", exit: 143)
            #expect(try await hooks.test.isLockFree())
        }
    }

    @Test(
        arguments: [
            ("hooks: {before_rum: []}", "Did you mean before_run"), ("hooks: {before_run: backup}", "must be a list"),
            ("hooks: {before_run: [{comand: [a]}]}", "Did you mean command"),
            ("hooks: {before_run: [{command: a b}]}", "wants shell: true"),
            ("hooks: {before_run: [{command: [a], time_limt: 3}]}", "Did you mean time_limit"),
            ("hooks: {before_run: [{command: [a], time_limit: 0}]}", "1 or more"),
            ("hooks: {before_run: [{sql: SELECT 1}]}", "says what it expects"),
            ("hooks: {before_run: [{sql: SELECT 1, webhook: b}]}", "one kind"),
            ("smoke: {sql: a, expect: 1}", "a command"),
        ]
    )
    func mistakesAreRefused(file: String, says: String) async throws {
        let result = try await ConfigurationCase(file).run("config")
        result.expectError("invalid-configuration", exit: 3)
        #expect(result.errors.contains(".suture.yaml:1"))
        #expect(result.errors.contains(says), "\(result.errors)")
    }
}
