import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Errors, warnings and progress as JSON, one object per line on standard error.
@Suite struct JSONErrorTests {
    private func failure(_ result: ToolResult, _ code: String, exit: Int32) throws -> JSONObjects.Failure.Body {
        #expect(result.output == "")
        let failure = try result.jsonError(JSONObjects.Failure.self).error
        #expect(failure.code == code)
        #expect(failure.exitCode == exit)
        #expect(result.exitCode == exit)
        #expect(!failure.message.isEmpty)
        #expect(failure.remedy.count > 10)
        return failure
    }

    @Test(arguments: [["--format", "json"], ["--format=json"]])
    func tellsThatTheServerCannotBeReached(format: [String]) async throws {
        let result = try await Tool.run(["up"] + format, url: "mysql://root@localhost/school?socket=/no/such/socket")
        _ = try failure(result, "cannot-connect", exit: 5)
    }

    /// The error comes after the run began to report its progress.
    @Test(arguments: await TestServers.all())
    func tellsARefusalInTheMiddleOfARun(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("baseline", Version.synchronizePair).expectDone()
            let result = try await test.run("up", "--format", "json")
            _ = try failure(result, "duplicates-remain", exit: 3)
        }
    }

    /// A password in the arguments causes a warning, and the error is still readable.
    @Test func warnsAsJSON() async throws {
        let url = "mysql://root:secret-word@localhost/school?socket=/no/such/socket"
        let result = try await Tool.run(
            ["up", "--url", url, "--format", "json"],
            environment: ["GITHUB_ACTIONS": "true"]
        )
        _ = try failure(result, "cannot-connect", exit: 5)
        #expect(result.errors.hasPrefix("{\"warning\":{\"message\":\"a password in the arguments"))
        result.expectHidden(["secret-word"])
    }

    @Test func tellsWrongUsage() async throws {
        _ = try failure(try await Tool.run(["up", "--nonsense", "--format", "json"]), "usage", exit: 64)
    }

    /// A waiting script sees the progress of the run.
    @Test(arguments: await TestServers.all())
    func tellsItsProgress(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let result = try await test.run("up", "--to", Version.mergeInstitutions, "--format", "json")
            result.expectDone()
            let line = #/\{"progress":\{"text":"[^"]+ MergeDuplicateInstitutions","time":"20[0-9-]+T[0-9:]+Z"\}\}/#
            #expect(result.errors.contains(line), "\(result.errors)")
            let text = try await test.run("down")
            text.expectDone()
            #expect(
                text.errors.contains(#/(?m)^20[0-9-]+T[0-9:]+Z [0-9]+ MergeDuplicateInstitutions$/#),
                "\(text.errors)"
            )
        }
    }

    @Test(arguments: await TestServers.all())
    func listsConflicts(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            try await test.execute("UPDATE students SET name = 'Written Since' WHERE id = 47")
            let result = try await test.run("down", "--to", "0", "--format", "json")
            let failure = try failure(result, "conflict", exit: 3)
            #expect(failure.details == ["students 47: edited since (name), version 20261123090200"])
            result.expectHidden(["Written Since"])
        }
    }

    /// GitHub shows an annotation beside the run.
    @Test func annotatesUnderGitHubActions() async throws {
        let result = try await Tool.run(
            ["up"],
            url: "mysql://root@localhost/school?socket=/no/such/socket",
            environment: ["GITHUB_ACTIONS": "true"]
        )
        result.expectError("cannot-connect", exit: 5)
        #expect(result.errors.contains(#/(?m)^::error title=suture cannot-connect::/#))
    }
}
