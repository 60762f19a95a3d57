import Foundation
import MySQLClient
import SutureTesting
import Testing

/// Environments whose data is changed only with confirmation.
@Suite struct ProtectedEnvironmentTests {
    private func file(_ test: ToolCase) -> String {
        """
        environments:
          production:
            url: \(test.url)
            protected: true
          staging:
            socket: \(test.configuration.socket ?? "")
            user: root
            database: \(test.database)
        """
    }

    @Test(arguments: await TestServers.all())
    func refusesWithoutAYes(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let here = try ConfigurationCase(file(test))
            for command in [
                ["up"], ["down"], ["maintain"], ["baseline", Version.uniqueName],
                ["repair", "--accept-drift", Version.uniqueName],
            ] {
                let result = try await test.expectUnchanged {
                    try await Tool.run(command + ["--env", "production"], in: here.folder.url)
                }
                result.expectError("protected-environment", exit: 3)
            }
            #expect(try await test.stateTables().isEmpty)
            for command in [["status"], ["plan"], ["up", "--dry-run"], ["down", "--plan"], ["analyze"], ["verify"]] {
                try await Tool.run(command + ["--env", "production"], in: here.folder.url).expectDone()
            }
            try await here.run("up", "--env", "production", "--yes").expectDone()
            try await here.run("down", "--env", "staging").expectDone()
        }
    }

    @Test(arguments: await TestServers.all(), [true, false])
    func asksForTheNameOnATerminal(server: TestServer, isRight: Bool) async throws {
        try await ToolCase.with(server) { test in
            let here = try ConfigurationCase(file(test))
            let arguments = ["up", "--env", "production", "--to", Version.mergeInstitutions]
            let end = try await TerminalRun.run(
                arguments,
                typing: isRight ? "production" : "staging",
                in: here.folder.url
            )
            #expect(end.exitCode == (isRight ? 0 : 3), "\(end.text)")
            #expect(end.text.contains("Type its name to go on"))
            #expect(end.text.contains("error (protected-environment)") != isRight)
            #expect(try await test.stateTables().isEmpty != isRight)
        }
    }

    /// The server is queried with the credentials in the file.
    @Test(arguments: await TestServers.all())
    func takesThePasswordFromWhereTheFileSays(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.withAccount(granted: "ALL") { account in
                let here = try ConfigurationCase(
                    """
                    socket: \(test.configuration.socket ?? "")
                    user: \(account.user)
                    database: \(test.database)
                    environments:
                      variable: {password_env: SECRET}
                      file: {password_file: secret.txt}
                      wrong: {password_file: .suture.yaml}
                    """,
                    dotEnvironment: "SECRET='\(account.password)'"
                )
                try here.folder.write(account.password + "\n", to: "secret.txt")
                try await here.run("status", "--env", "variable").expectDone()
                try await here.run("status", "--env", "file").expectDone()
                let wrong = try await here.run("status", "--env", "wrong")
                wrong.expectError("access-denied", exit: 5)
                wrong.expectHidden([account.password])
            }
        }
    }
}
