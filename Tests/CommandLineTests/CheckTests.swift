import Foundation
import MySQLClient
import SutureTesting
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// `suture check`: its findings, exit codes, and output files.
@Suite struct CheckTests {
    struct Report: Decodable {
        struct Check: Decodable {
            let check: String
            let status: String
            let found: Int
            let since: String?
        }

        let status: String
        let checks: [Check]
        let changed: [String]

        func found(_ check: String) -> Int? { checks.first { $0.check == check }?.found }
    }

    /// Returns a statement that gives a number of students, the first or the last ones, a different name than their
    /// users.
    static func misspelling(of students: Int, from end: String = "ASC") -> Statement {
        """
        UPDATE students SET name = CONCAT(name, ' x') WHERE id IN (SELECT id FROM (
          SELECT id FROM users WHERE role = 'STUDENT' ORDER BY id \(raw: end) LIMIT \(raw: String(students))) AS chosen)
        """
    }

    /// Statements that violate the shipped migrations, and the check that finds it.
    static let damages: [(check: String, statements: [Statement])] = [
        ("constraints", ["ALTER TABLE enrollments DROP FOREIGN KEY fk_enrollments_course"]),
        (
            "duplicates",
            [
                "ALTER TABLE institutions DROP INDEX uq_institutions_name",
                "INSERT INTO institutions (name, created_at) SELECT name, created_at FROM institutions ORDER BY id LIMIT 1",
            ]
        ),
        ("pairs", [misspelling(of: 3)]),
        ("orphans", ["UPDATE invoices SET institution_id = 4000000 ORDER BY id LIMIT 2"]),
        (
            "orphans",
            [
                "SET foreign_key_checks = 0", "UPDATE courses SET institution_id = 4000000 ORDER BY id LIMIT 2",
                "SET foreign_key_checks = 1",
            ]
        ),
        ("triggers", ["DROP TRIGGER suture_sync_users_after_update"]),
        ("drift", ["ALTER TABLE courses ADD COLUMN extra INT NULL", "CREATE VIEW seen AS SELECT 1 AS one"]),
    ]

    @Test(arguments: await TestServers.all(), damages.indices)
    func findsWhatWasBroken(server: TestServer, damage: Int) async throws {
        let (check, statements) = Self.damages[damage]
        try await ToolCase.with(server) { test in
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await test.run("check").expectDone()
            for statement in statements { try await test.execute(statement) }
            let result = try await test.run("check", "--format", "json")
            #expect(result.exitCode == 2, "\(result.errors)")
            let report: Report = try result.json()
            #expect(report.status == "error")
            #expect(report.changed.contains(check))
            #expect((report.found(check) ?? 0) > 0)
            #expect(report.checks.map(\.check).count == 7)
            #expect((report.found("triggers") == 0) == (check != "triggers"))
            // A single check finds the same.
            let alone: Report = try await test.run("check", check, "--format", "json").json()
            #expect(alone.checks.map(\.check) == [check])
            #expect(alone.found(check) == report.found(check))
        }
    }

    @Test(arguments: await TestServers.all())
    func findsNothingAfterUpAndAfterDown(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("check").expectDone()
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await test.run("check").expectDone()
            try await test.run("down", "--to", Version.uniqueName).expectDone()
            try await test.run("check").expectDone()
        }
    }

    /// A student row whose user is a teacher is left to a person: a warning, whatever the number.
    @Test(arguments: await TestServers.all())
    func warnsOfStudentsOfAnotherRole(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            let folder = try TemporaryFolder()
            let (junit, metrics) = (folder.url.path + "/check.xml", folder.url.path + "/suture.prom")
            let result = try await test.run("check", "--format", "json", "--junit", junit, "--prometheus", metrics)
            #expect(result.exitCode == 2)
            #expect(try XMLDocumentText(folder.read("check.xml")).count(of: "failure") == 0)
            #expect(try folder.read("suture.prom").contains("check=\"pairs\"} 1\n"))
            let report: Report = try result.json()
            #expect(report.status == "warning")
            #expect(report.checks.filter { $0.found > 0 }.map(\.check) == ["pairs"])
            #expect(report.found("pairs") == 3)
        }
    }

    /// A missing table or column hides nothing else, and the checks of the steps that need it fail.
    @Test(arguments: await TestServers.all())
    func tellsOfStepsThatCannotBeLookedAt(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await test.execute("UPDATE invoices SET institution_id = 4000000 ORDER BY id LIMIT 2")
            for (damage, repair, failing) in [
                ("RENAME TABLE users TO people", "RENAME TABLE people TO users", ["constraints", "pairs", "triggers"]),
                (
                    "ALTER TABLE institutions RENAME COLUMN name TO title",
                    "ALTER TABLE institutions RENAME COLUMN title TO name", ["constraints", "duplicates"]
                ),
            ] as [(Statement, Statement, [String])] {
                try await test.execute(damage)
                let result = try await test.run("check", "--format", "json")
                #expect(result.exitCode == 2, "\(result.errors)")
                let report: Report = try result.json()
                let found = report.checks.filter { $0.found > 0 && $0.check != "drift" && $0.check != "orphans" }
                #expect(found.map(\.check).sorted() == failing)
                for check in failing {
                    let alone = try await test.run("check", check)
                    #expect(alone.exitCode == 2)
                    #expect(alone.output.contains("cannot be looked at any more"))
                }
                let verified = try await test.run("verify")
                #expect(verified.exitCode == 2)
                #expect(verified.output.contains("cannot be looked at any more"))
                try await test.execute(repair)
            }
            // The other findings of the steps are reported all the same.
            try await test.execute("ALTER TABLE students RENAME COLUMN name TO title")
            let report: Report = try await test.run("check", "--format", "json").json()
            #expect(report.found("orphans") == 2)
        }
    }

    /// Objects hidden from an account, of the run or of the check, are neither missing nor new.
    @Test(arguments: await TestServers.all())
    func comparesOnlyDefinitionsThatTheAccountMaySee(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.execute("CREATE VIEW seen AS SELECT id FROM courses")
            try await test.execute("CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO SET @done = 1")
            try await test.execute("CREATE TRIGGER trim BEFORE INSERT ON audit_log FOR EACH ROW SET @last = NEW.id")
            let reading = "SELECT, REFERENCES, CREATE TEMPORARY TABLES"
            try await test.withAccount(granted: reading + ", INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX") {
                try await test.run("up", "--to", Version.mergeInstitutions, url: test.url($0)).expectDone()
            }
            try await test.run("check", "drift").expectDone()
            try await test.run("up", "--to", Version.deleteOrphans).expectDone()
            try await test.withAccount(granted: reading) {
                try await test.run("check", "drift", "--no-record", url: test.url($0)).expectDone()
                try await test.execute("ALTER TABLE courses ADD COLUMN extra INT NULL", "DROP EVENT nightly")
                let result = try await test.run("check", "drift", "--no-record", url: test.url($0))
                #expect(result.exitCode == 2)
                #expect(result.output.contains("1 found"))
            }
            let result = try await test.run("check", "drift", "drift", "--format", "json")
            let report: Report = try result.json()
            #expect(report.checks.map(\.found) == [2])
        }
    }

    @Test(arguments: await TestServers.all())
    func readsOnlyWhenNothingIsToBeRecorded(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await test.expectUnchanged { try await test.run("check", "--no-record").expectDone() }
            #expect(try await test.stateTables().isDisjoint(with: ["suture_watch", "suture_findings"]))
            try await test.withAccount(granted: "SELECT, REFERENCES, CREATE TEMPORARY TABLES, TRIGGER") { account in
                let result = try await test.run("check", url: test.url(account))
                result.expectError("privilege-missing", exit: 3)
                result.expectHidden([account.password])
                try await test.run("check", "--no-record", url: test.url(account)).expectDone()
            }
        }
    }

    @Test(arguments: await TestServers.all())
    func writesReports(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.settleRoles()
            try await test.run("up").expectDone()
            try await test.execute(Self.misspelling(of: 3), "CREATE TABLE `a&b <c>` (id INT PRIMARY KEY)")
            let folder = try TemporaryFolder()
            let (junit, metrics) = (folder.url.path + "/check.xml", folder.url.path + "/suture.prom")
            // A concurrent reader of the file gets the complete old one.
            try folder.write("old", to: "suture.prom")
            try FileManager.default.linkItem(atPath: metrics, toPath: folder.url.path + "/read.prom")
            let result = try await test.run("check", "--junit", junit, "--prometheus", metrics)
            #expect(result.exitCode == 2)
            let report = try XMLDocumentText(folder.read("check.xml"))
            #expect(report.count(of: "testcase") == 7)
            #expect(report.count(of: "failure") == 2)
            for part in ["tests=\"7\" failures=\"2\"", "the table a&amp;b &lt;c&gt; is new"] {
                #expect(try folder.read("check.xml").contains(part))
            }
            let lines = try folder.read("suture.prom").split(separator: "\n")
            #expect(lines.contains("suture_check_findings{database=\"\(test.database)\",check=\"pairs\"} 3"))
            #expect(lines.contains("suture_check_status{database=\"\(test.database)\",check=\"pairs\"} 2"))
            #expect(lines.contains("suture_check_status{database=\"\(test.database)\",check=\"orphans\"} 0"))
            let time = lines.last?.wholeMatch(of: #/suture_check_timestamp_seconds{database=".+"} (\d+)/#)?.1
            #expect(abs(Date.now.timeIntervalSince1970 - (time.flatMap { Double($0) } ?? 0)) < 600)
            #expect(folder.names() == ["check.xml", "read.prom", "suture.prom"])
            #expect(try folder.read("read.prom") == "old")
            let mode = try FileManager.default.attributesOfItem(atPath: metrics)[.posixPermissions] as? Int
            #expect(mode == 0o644, "collectors run under accounts of their own")
            try await test.run("check", "--prometheus", folder.url.path + "/none/x.prom")
                .expectError("report-not-written", exit: 3)
        }
    }

    @Test(arguments: await TestServers.all())
    func takesThresholdsFromTheConfiguration(server: TestServer) async throws {
        let file = """
            checks:
              pairs: {warn_if: 2, error_if: 4}
              drift: {warn_if: 10}
            """
        try await HookCase.with(server, file) { hooks in
            try await hooks.test.settleRoles()
            try await hooks.run("up").expectDone()
            for (rows, status, exit) in [(1, "ok", 0), (3, "warning", 2), (4, "error", 2)] as [(Int, String, Int32)] {
                try await hooks.test.execute(
                    Self.misspelling(of: rows),
                    "ALTER TABLE courses COMMENT '\(raw: String(rows))'"
                )
                let result = try await hooks.run("check", "--format", "json")
                #expect(result.exitCode == exit, "\(result.output)\(result.errors)")
                let report: Report = try result.json()
                #expect(report.found("pairs") == rows)
                #expect(report.status == status)
                #expect(report.found("drift") == 1)
            }
        }
    }

    @Test func refusesWhatTheConfigurationCannotMean() async throws {
        let refusals = [
            ("checks: {pear: {warn_if: 1}}", "pairs"),
            ("checks: {pairs: {warnif: 1}}", "warn_if"),
            ("checks: {pairs: {warn_if: 0}}", "1 or more"), ("checks: {pairs: {}}", "neither warn_if nor error_if"),
            ("checks: {pairs: {warn_if: 5, error_if: 2}}", "above its error_if"),
            ("alert: {shape: chat}", "webhook"),
            ("alert: {webhook_env: X, shape: chatty}", "json or chat"),
        ]
        for (file, hint) in refusals {
            let result = try await ConfigurationCase(file).run("check")
            result.expectError("invalid-configuration", exit: 3)
            #expect(result.errors.contains(hint), "\(result.errors)")
            #expect(result.errors.contains(".suture.yaml:1"), "\(result.errors)")
        }
        let result = try await ConfigurationCase(nil).run("check", "pear")
        #expect(result.exitCode == 64)
    }
}

extension ToolCase {
    /// Changes the sample's teachers who have a student row to students, as each check would warn of them.
    func settleRoles() async throws {
        try await execute("UPDATE users JOIN students USING (id) SET users.role = 'STUDENT'")
    }
}

/// The elements of a valid XML text.
private struct XMLDocumentText {
    private let names: [String: Int]

    init(_ text: String) throws {
        let collector = ElementCollector()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = collector
        #expect(parser.parse(), "\(text)")
        names = collector.names
    }

    func count(of element: String) -> Int { names[element, default: 0] }
}

private final class ElementCollector: NSObject, XMLParserDelegate {
    private(set) var names: [String: Int] = [:]

    func parser(
        _ parser: XMLParser,
        didStartElement element: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        names[element, default: 0] += 1
    }
}
