import MySQLClient
import SutureTesting
import Testing

/// `suture lint` on the shipped migrations, which are valid, and on schemas that they do not fit.
@Suite struct LintCommandTests {
    private struct Lint: Decodable {
        struct Finding: Decodable {
            let version: String
            let file: String
            let step: Int?
            let kind: String?
            let level: String
            let code: String
            let text: String
            let remedy: String
        }

        let findings: [Finding]
        let errors: Int
        let warnings: Int
        let infos: Int
        let database: String?
    }

    @Test func needsNoConnection() async throws {
        let result = try await Tool.run(["lint"])
        result.expectDone()
        #expect(result.output == "Nothing was found, without a connection.\n")
        let json = try await Tool.run(["lint", "--format", "json"]).json(Lint.self)
        #expect(json.findings.isEmpty)
        #expect(json.database == nil)
    }

    /// A given server that cannot be reached is an error, and not ignored.
    @Test func refusesAServerThatIsNotThere() async throws {
        let url = "mysql://root@localhost/school?socket=/no/such/socket"
        #expect(try await Tool.run(["lint"], url: url).exitCode == 5)
        #expect(try await Tool.run(["lint", "--offline"], url: url).exitCode == 0)
    }

    @Test(arguments: await TestServers.all())
    func tellsWhatUpWouldRefuse(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let clean = try await test.expectUnchanged { try await test.run("lint") }
            clean.expectDone()
            #expect(clean.output == "Nothing was found, against \(test.database).\n")
            #expect(try await test.stateTables() == [])
            try await test.execute("RENAME TABLE students TO pupils")
            let result = try await test.run("lint")
            #expect(result.exitCode == 2)
            #expect(result.output.contains("20261123090400_StudentIsUser.swift, step 1 (add-foreign-key)"))
            #expect(result.output.contains("error: The schema \(test.database) has no table students."))
            let json = try await test.run("lint", "--format", "json").json(Lint.self)
            #expect(json.database == test.database)
            #expect(json.errors == json.findings.count)
            #expect(json.findings.last?.file == "20261123090600_KeepUsersAndStudentsInStep.swift")
            #expect(json.findings.last?.step == 1)
            #expect(json.findings.last?.code == "table-missing")
            let later = try await test.run("lint", "--format", "json", "--after", Version.studentIsUser).json(Lint.self)
            #expect(later.findings.map(\.version) == [Version.enrollmentReferences, Version.keepInStep])
        }
    }

    /// Remarks alone are no failure; drift is one, and applied migrations are checked for nothing else.
    @Test(arguments: await TestServers.all())
    func looksAtWhatIsNotApplied(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("ALTER TABLE institutions MODIFY name VARCHAR(200) NULL")
            let remark = try await test.run("lint")
            remark.expectDone()
            #expect(remark.output.contains("info: Rows with NULL in name are never equal under uq_institutions_name."))
            #expect(remark.output.hasSuffix("1 remark, against \(test.database).\n"))
            try await test.run("baseline", Version.keepInStep).expectDone()
            #expect(try await test.run("lint").output == "Nothing was found, against \(test.database).\n")
            try await test.execute(
                "UPDATE suture_history SET checksum = REPEAT('0', 64) WHERE version = 20261123090100"
            )
            let environment = ["GITHUB_ACTIONS": "true"]
            let drifted = try await Tool.run(["lint"], url: test.url, environment: environment)
            #expect(drifted.exitCode == 2)
            #expect(
                drifted.errors.hasPrefix(
                    "::error file=20261123090100_DeleteOrphanedEnrollments.swift,title=suture drift::The file has changed since"
                )
            )
            #expect(try await Tool.run(["lint"], url: test.url).errors == "")
            // Each line of standard error is JSON then.
            let json = try await Tool.run(["lint", "--format", "json"], url: test.url, environment: environment)
            #expect(json.exitCode == 2)
            #expect(json.errors == "")
        }
    }
}
