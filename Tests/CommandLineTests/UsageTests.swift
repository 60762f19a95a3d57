import Testing

/// Command lines that cannot be understood.
@Suite struct UsageTests {
    @Test(
        arguments: [
            ["bogus"], ["up", "--bogus"], ["up", "stray"], ["up", "--to"], ["up", "--to", "abc"],
            ["plan", "--to", "-1"], ["status", "--format", "xml"],
            ["up", "--lock-timeout=-1"], ["up", "--lock-timeout", "soon"], ["up", "--chunk-rows", "0"],
            ["up", "--max-lag", "0"], ["down", "--max-lag", "soon"], ["up", "--replica-timeout", "0"],
            ["up", "--replica"],
            ["down", "--steps", "0"], ["down", "--to", "0", "--steps", "1"], ["down", "--last-run", "--steps", "1"],
            ["down", "--on-conflict", "ignore"], ["baseline"], ["baseline", "abc"], ["repair"], ["new"],
            ["new", "123"], ["new", "x", "--template", "bogus"], ["demo", "--scale", "0"],
            ["rehearse", "--private", "--scratch"], ["rehearse", "--server", "mysqld"],
            ["rehearse", "--backup", "a.sql"],
        ]
    )
    func areRefused(arguments: [String]) async throws {
        // No server listens there: a usage error comes before any attempt to connect.
        let result = try await Tool.run(arguments, url: "mysql://root@localhost/school?socket=/no/such/socket")
        #expect(result.exitCode == 64, "\(result.errors)")
        #expect(result.output == "")
        #expect(result.errors.contains("Error: "))
        #expect(result.errors.contains("Usage: suture"))
    }

    @Test(arguments: [["--help"], ["help"], ["help", "up"], ["up", "--help"], ["--version"], []])
    func helpIsNoError(arguments: [String]) async throws {
        let result = try await Tool.run(arguments)
        result.expectDone()
        #expect(!result.output.isEmpty)
        #expect(result.errors == "")
    }

    @Test func helpTellsTheExitCodes() async throws {
        let result = try await Tool.run(["--help"])
        for code in ["0 done", "1 failed", "2 findings", "3 refused", "4 lock", "5 cannot connect", "64 usage", "130"] {
            #expect(result.output.replacing("\n", with: " ").contains(code), "\(code)")
        }
    }
}
