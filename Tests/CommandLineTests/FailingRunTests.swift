import MySQLClient
import SutureTesting
import Testing

/// Runs that fail in the middle, and resume once the cause is removed.
@Suite struct FailingRunTests {
    /// A trigger refuses one of the rows, with a message that quotes it.
    @Test(arguments: await TestServers.all())
    func showsNoValueThatATriggerTells(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let start = try await test.fingerprint()
            try await test.execute(
                """
                CREATE TRIGGER refuse BEFORE UPDATE ON students FOR EACH ROW
                BEGIN
                    DECLARE reason VARCHAR(120) DEFAULT CONCAT('cannot rename ', OLD.email);
                    IF OLD.id = 47 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = reason; END IF;
                END
                """
            )
            let email = try #require(try await test.text("SELECT email FROM students WHERE id = 47"))
            let result = try await test.run("up")
            result.expectError("server-error", exit: 1)
            result.expectHidden([email] + (try await test.values()))
            #expect(result.remedy?.contains("run the same command again") == true)
            #expect(try await test.isLockFree())
            let status = try await test.run("status")
            #expect(status.output.contains(#/20261123090100 +applied/#))
            #expect(status.output.contains(#/20261123090200 +applying/#))

            try await test.execute("DROP TRIGGER refuse")
            try await test.run("up").expectDone()
            try await test.run("verify").expectDone()
            try await test.run("down", "--to", "0").expectDone()
            #expect(try await test.differences(since: start) == [])
        }
    }

    /// A unique key of the table itself refuses a value, which the server's message would quote.
    @Test(arguments: await TestServers.all())
    func showsNoValueThatTheServerTells(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            // The email that a user gives to its student is used by a student who has no user.
            try await test.execute(
                "UPDATE students SET email = (SELECT email FROM users WHERE id = 71) WHERE id = 57"
            )
            for command in ["plan", "up"] {
                let result = try await test.run(command)
                result.expectHidden(try await test.values())
                if command == "up" {
                    #expect(result.exitCode == 1 || result.exitCode == 3)
                    #expect(result.errorCode != nil)
                }
            }
        }
    }

    /// The connection is lost in the middle, ended by a proxy or an administrator.
    @Test(arguments: await TestServers.all(), [true, false])
    func goesOnAfterTheConnectionWasLost(server: TestServer, reconnects: Bool) async throws {
        let undisturbed = try await ToolCase.with(server, scale: 10) { test in
            try await test.run("up").expectDone()
            return try await test.fingerprint()
        }
        try await ToolCase.with(server, scale: 10) { test in
            let running = try test.start(
                "up",
                "--chunk-rows",
                "100",
                "--reconnect-timeout",
                reconnects ? "60" : "0"
            )
            let watch = Task { try await killConnections(of: test) }
            let result = try await running.result()
            watch.cancel()
            try? await watch.value
            if reconnects {
                result.expectDone()
                #expect(result.errors.contains("connected again"))
                #expect(result.output.contains("7 migrations applied."))
            } else {
                result.expectError("connection-lost", exit: 1)
                try await test.run("up", "--lock-timeout", "300").expectDone()
            }
            #expect(try await test.differences(since: undisturbed) == [])
            #expect(try await test.isLockFree())
        }
    }

    /// Kills the tool's connections as soon as rows of the first version are changed.
    private func killConnections(of test: ToolCase) async throws {
        while !Task.isCancelled {
            if try await test.stateTables().contains("suture_journal"),
                try await test.count("suture_journal WHERE position > 0") > 0
            {
                try await test.connection.run { session in
                    for process in try session.neighbours() {
                        // The heartbeat's connection may have ended since.
                        _ = try? session.execute("KILL CONNECTION \(raw: String(process.id))")
                    }
                }
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
