import Testing

/// Invalid configuration files are refused, with the file, the line, and the nearest known name.
@Suite struct ConfigurationRefusalTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let says: [String]
        var testDescription: String { text.replacing("\n", with: "⏎") }
    }

    private static let mistakes = [
        Mistake(text: "lease: 3\nlock_timout: 4", line: 2, says: ["lock_timout", "Did you mean lock_timeout"]),
        Mistake(text: "enviroments: {}", line: 1, says: ["Did you mean environments"]),
        Mistake(text: "environments:\n  a:\n    chunk_row: 4", line: 3, says: ["Did you mean chunk_rows"]),
        Mistake(text: "environments:\n  a:\n    default_environment: a", line: 3, says: ["default_environment"]),
        Mistake(text: "lease: soon", line: 1, says: ["lease must be a whole number, 1 or more"]),
        Mistake(text: "lease: 0", line: 1, says: ["lease must be a whole number, 1 or more"]),
        Mistake(text: "lease: [1]", line: 1, says: ["lease must be one value"]),
        Mistake(text: "\nurl:", line: 2, says: ["url must be one value"]),
        Mistake(text: "max_lag: 0", line: 1, says: ["max_lag must be a number"]),
        Mistake(text: "replicas: mysql://db", line: 1, says: ["replicas must be a list"]),
        Mistake(text: "environments:\n  a: {protected: maybe}", line: 2, says: ["must be true or false"]),
        Mistake(text: "lease: 3\nprotected: true", line: 2, says: ["outside of an environment"]),
        Mistake(text: "environments: [a]", line: 1, says: ["must have keys and values"]),
        Mistake(text: "password_env: A\npassword_file: b", line: 2, says: ["given twice"]),
        Mistake(text: "lease: 3\nlease: 4", line: 1, says: ["twice (lease)"]),
        Mistake(text: "lease: 3\npassword: 'pass-word-7\nuser: x", line: 2, says: ["not valid YAML"]),
        Mistake(
            text: "default_environment: stagin\nenvironments: {staging: {}, production: {}}",
            line: 1,
            says: ["Did you mean staging", "Known are production, staging"]
        ),
    ]

    @Test(arguments: mistakes)
    func namesThePlaceOfAMistake(mistake: Mistake) async throws {
        let test = try ConfigurationCase(mistake.text)
        for command in ["config", "status", "up"] {
            let result = try await test.run(command)
            result.expectError("invalid-configuration", exit: 3)
            let place = result.errors.contains(".suture.yaml:\(mistake.line): ")
            #expect(place || mistake.text.contains("'"), "\(result.errors)")
            for text in mistake.says { #expect(result.errors.contains(text), "\(result.errors)") }
            result.expectHidden(["pass-word"])
        }
    }

    @Test func namesTheKnownEnvironments() async throws {
        let test = try ConfigurationCase("environments: {production: {}, staging: {}}")
        let result = try await test.run("status", "--env", "prodution")
        result.expectError("invalid-configuration", exit: 3)
        #expect(result.remedy == "Did you mean production? Known are production, staging.")
        let variable = try await test.run("status", environment: ["SUTURE_ENV": "prod"])
        #expect(variable.errors.contains("variable SUTURE_ENV: The environment \"prod\" is not known."))
        let missing = try await ConfigurationCase(nil).run("status", "--env", "production")
        missing.expectError("invalid-configuration", exit: 3)
        let file = try await ConfigurationCase(nil).run("status", "--config", "none.yaml")
        file.expectError("invalid-configuration", exit: 3)
    }

    @Test func namesThePlaceInVariablesAndDotEnvironment() async throws {
        let variable = try await ConfigurationCase(nil).run("config", environment: ["SUTURE_LEASE": "soon"])
        variable.expectError("invalid-configuration", exit: 3)
        #expect(variable.errors.contains("variable SUTURE_LEASE"))
        let line = try await ConfigurationCase("lease: 3", dotEnvironment: "A=1\npass-word-7\n").run("config")
        line.expectError("invalid-configuration", exit: 3)
        #expect(line.errors.contains(".env:2: "))
        line.expectHidden(["pass-word"])
        let secret = try await ConfigurationCase("host: db\nuser: me\npassword_env: NOWHERE").run("status")
        secret.expectError("invalid-configuration", exit: 3)
        #expect(secret.errors.contains(".suture.yaml:3: The variable NOWHERE"))
        let shown = try await ConfigurationCase("host: db\nuser: me\npassword_env: NOWHERE").run("config")
        shown.expectDone()
        #expect(shown.output.contains("The variable NOWHERE is to hold the password, and is not set."))
    }
}
