import Foundation
import MySQLClient
import SutureTesting
import Testing

/// The test that runs after `up`, and reverts all of it if it fails.
@Suite struct SmokeTests {
    struct Failure: Decodable {
        struct Body: Decodable {
            let code: String
            let details: [String]
            let exitCode: Int32
        }

        let error: Body
    }

    @Test(arguments: await TestServers.all(), [true, false])
    func takesBackWhatThisRunApplied(server: TestServer, isInFile: Bool) async throws {
        let file = isInFile ? "smoke: [\"false\"]" : "lease: 30"
        try await HookCase.with(server, file) { hooks in
            let arguments = isInFile ? [] : ["--smoke", "cat > moment.json; exit 3"]
            let start = try await hooks.test.fingerprint()
            let environment = ToolCase.environment
            try await hooks.run("up", "--to", Version.deleteOrphans, "--smoke", "true").expectDone()
            let earlier = try await hooks.test.fingerprint()
            let result = try await Tool.run(
                ["up"] + arguments,
                url: hooks.test.url,
                environment: environment,
                in: hooks.folder.url
            )
            result.expectError("smoke-failed", exit: 1)
            #expect(result.errors.contains("it ended with exit code \(isInFile ? 1 : 3)."))
            #expect(result.errors.contains("Taken back: \(Version.uniqueName) "))
            #expect(!result.errors.contains("Taken back: \(Version.deleteOrphans) "))
            #expect(try await hooks.test.differences(since: earlier) == [])
            #expect(try await hooks.test.isLockFree())
            let json = try await Tool.run(
                ["up", "--format", "json"] + arguments,
                url: hooks.test.url,
                environment: environment,
                in: hooks.folder.url
            )
            let failure = try json.jsonError(Failure.self).error
            #expect(failure.code == "smoke-failed")
            #expect(failure.exitCode == 1)
            #expect(failure.details.count == 5)
            #expect(try await hooks.test.differences(since: earlier) == [])
            try await hooks.run("up", "--smoke", "true").expectDone()
            try await hooks.run("down", "--to", "0").expectDone()
            #expect(try await hooks.test.differences(since: start) == [])
        }
    }

    /// Rows that were written while the test ran are not overwritten.
    @Test(arguments: await TestServers.all())
    func tellsWhatCannotBeTakenBack(server: TestServer) async throws {
        try await HookCase.with(server, "lease: 30") { hooks in
            let smoke = "touch begun; while [ ! -e edited ]; do sleep 0.1; done; exit 1"
            let running = try hooks.start("up", "--smoke", smoke)
            try await hooks.waitUntilBegun()
            try await hooks.test.execute("UPDATE students SET name = 'Written Since' WHERE id = 47")
            try hooks.folder.write("", to: "edited")
            let result = try await running.result()
            result.expectError("smoke-failed", exit: 1)
            #expect(result.errors.contains("could not all be taken back"))
            #expect(result.errors.contains("students 47: edited since"))
            try await hooks.run("status", "--check").expectDone()
        }
    }

    @Test(arguments: await TestServers.all())
    func aSignalLeavesWhatIsApplied(server: TestServer) async throws {
        try await HookCase.with(server, "lease: 30") { hooks in
            let running = try hooks.start("up", "--smoke", "touch begun; sleep 3600")
            try await hooks.waitUntilBegun()
            running.send(SIGINT)
            let result = try await running.result()
            result.expectError("interrupted", exit: 130)
            #expect(result.remedy?.contains("down --last-run") == true)
            try await hooks.run("status", "--check").expectDone()
        }
    }
}
