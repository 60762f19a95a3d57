import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Hooks at every event of a run.
@Suite struct HookTests {
    /// Commands that record their input.
    private static let journal = """
        hooks:
          before_run: &tell
            - command: 'echo "$SUTURE_DIRECTION $SUTURE_EVENT $SUTURE_VERSION $SUTURE_STEP" >> told'
              shell: true
          after_run: *tell
          before_migration: *tell
          after_migration: *tell
          before_step: *tell
          after_step: *tell
          on_failure: *tell
        """

    @Test(arguments: await TestServers.all())
    func runInOrder(server: TestServer) async throws {
        try await HookCase.with(server, Self.journal) { hooks in
            let version = Version.mergeInstitutions
            try await hooks.run("plan", "--exact", "--to", version).expectDone()
            try await hooks.run("up", "--dry-run").expectDone()
            #expect(hooks.lines("told") == [])
            try await hooks.run("up", "--to", version).expectDone()
            let up = [
                "up before_run", "up before_migration \(version)", "up before_step \(version) 1",
                "up after_step \(version) 1", "up after_migration \(version)", "up after_run",
            ]
            #expect(hooks.lines("told").map { $0.trimmingCharacters(in: .whitespaces) } == up)
            // Nothing is pending, so nothing runs.
            try await hooks.run("up", "--to", version).expectDone()
            #expect(hooks.lines("told").count == up.count)
            try await hooks.run("down").expectDone()
            let down = hooks.lines("told").dropFirst(up.count).map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(down == up.map { $0.replacing("up ", with: "down ") })
        }
    }

    @Test(arguments: await TestServers.all())
    func areToldOfTheMomentAndNotOfThePassword(server: TestServer) async throws {
        let file = """
            environments:
              production: {password_env: SECRET}
            hooks:
              before_step:
                - command: [./tell.sh, "a b"]
            """
        try await HookCase.with(server, file) { hooks in
            let script = hooks.folder.path("tell.sh")
            try hooks.folder.write(
                "#!/bin/sh\ncat > moment.json; env > variables; echo \"$1\" > words; echo said\n",
                to: "tell.sh"
            )
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            try await hooks.test.withAccount(granted: "ALL") { account in
                let variables = [
                    "DATABASE_URL": hooks.test.url(account), "MYSQL_PWD": account.password, "SECRET": account.password,
                    "KEPT": "kept",
                ]
                let arguments = ["up", "--env", "production", "--to", Version.mergeInstitutions]
                let result = try await Tool.run(arguments, environment: variables, in: hooks.folder.url)
                result.expectDone()
                #expect(result.errors.contains("said"))
                let told = try hooks.folder.read("variables")
                #expect(!told.contains(account.password))
                #expect(!told.contains("Pw%2F"))
                for line in [
                    "SUTURE_EVENT=before_step", "SUTURE_VERSION=\(Version.mergeInstitutions)", "SUTURE_STEP=1",
                    "SUTURE_DATABASE=\(hooks.test.database)", "SUTURE_ENV=production", "KEPT=kept",
                ] { #expect(told.split(separator: "\n").contains(Substring(line)), "\(line)") }
                let moment = try JSONSerialization.jsonObject(with: Data(hooks.folder.read("moment.json").utf8))
                let object = try #require(moment as? [String: Any])
                #expect(object["event"] as? String == "before_step")
                #expect(object["step"] as? Int == 1)
                #expect(hooks.lines("words") == ["a b"])

                try await Tool.run(["down"], environment: variables, in: hooks.folder.url).expectDone()
                let json = try await Tool.run(
                    arguments + ["--format", "json"],
                    environment: variables,
                    in: hooks.folder.url
                )
                json.expectDone()
                #expect(!json.errors.contains("said"))
            }
        }
    }

    /// A hook that runs longer than the lease, and than some proxies allow a connection to be idle.
    @Test(arguments: await TestServers.all())
    func lockAndConnectionAreKeptMeanwhile(server: TestServer) async throws {
        let command = "touch begun; while [ ! -e seen ]; do sleep 0.1; done"
        let file = "hooks: {before_step: [{command: '\(command)', shell: true}]}"
        try await HookCase.with(server, file) { hooks in
            let running = try hooks.start("up", "--to", Version.mergeInstitutions, "--lease", "2")
            try await hooks.waitUntilBegun()
            try await Task.sleep(for: .seconds(8))
            let idle = try await hooks.test.connection.run { try $0.neighbours().map(\.seconds) }
            #expect(idle.max().map { $0 < 7 } == true, "\(idle)")
            let other = try await Tool.run(["up", "--lock-timeout", "0"], url: hooks.test.url)
            other.expectError("locked", exit: 4)
            try hooks.folder.write("", to: "seen")
            let result = try await running.result()
            result.expectDone()
            #expect(!result.errors.contains("connection lost"))
        }
    }

    @Test(arguments: await TestServers.all())
    func backupIsRecorded(server: TestServer) async throws {
        try await HookCase.with(server, "backup_directory: dumps\nhooks: {before_run: [backup]}") { hooks in
            let result = try await hooks.run("up", "--to", Version.mergeInstitutions)
            result.expectDone()
            let files = hooks.folder.names(in: "dumps").filter { !$0.hasSuffix(".manifest.json") }
            #expect(files.count == 1)
            let recorded = try await hooks.test.text("SELECT backup FROM suture_history")
            #expect(recorded?.hasSuffix(files.first ?? "no file") == true)
        }
    }
}
