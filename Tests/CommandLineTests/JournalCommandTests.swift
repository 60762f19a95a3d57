import MySQLClient
import SutureTesting
import Testing

/// `suture journal` and `suture journal prune`: their output, and their errors.
@Suite struct JournalCommandTests {
    private struct Report: Decodable {
        struct Journal: Decodable {
            let version: String
            let rows: Int
            let isPruned: Bool
            let prunedAt: String?
            let prunedBy: String?
        }

        let journals: [Journal]
        let bytes: Int
    }

    @Test(arguments: await TestServers.all())
    func listsAndDrops(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            let none = try await test.run("journal")
            #expect(none.output.hasPrefix("No journal is kept: Suture has no tables in the schema \(test.database),"))
            try await test.run("up").expectDone()
            let listed: Report = try await test.run("journal", "--format", "json").json()
            #expect(listed.journals.map(\.version).starts(with: [Version.mergeInstitutions, Version.deleteOrphans]))
            #expect(listed.bytes > 0)
            #expect(try await test.run("journal").output.contains("\(listed.journals.count) journals, "))

            let planned = try await test.expectUnchanged {
                try await test.run("journal", "prune", Version.mergeInstitutions, "--dry-run")
            }
            planned.expectDone()
            #expect(planned.output.contains("1 journal, \(listed.journals[0].rows) rows in "))
            #expect(planned.output.contains("Its version could not be taken back any more."))

            let before = try await test.fingerprint()
            let dropped = try await test.run("journal", "prune", Version.mergeInstitutions)
            dropped.expectDone()
            #expect(dropped.output.contains("was dropped. Its version cannot be taken back any more."))
            #expect(try await test.run("journal", "prune", Version.mergeInstitutions).output == "Nothing to drop.\n")
            #expect(try await test.differences(since: before) == [])
            try await test.run("verify").expectDone()
            try await test.run("redirects").expectDone()
            #expect(try await test.run("journal").output.contains("1 version cannot be taken back any more."))

            let status = try await test.run("status")
            #expect(status.output.contains(#/20261123090000 +applied +\w+ +[-0-9]+ [:0-9]+ +journal pruned\n/#))
            #expect(status.output.split(separator: "\n").filter { $0.contains("pruned") }.count == 1)

            let refused = try await test.expectUnchanged { try await test.run("down", "--to", "0") }
            refused.expectError("irreversible", exit: 3)
            #expect(refused.remedy?.contains("--to \(Version.mergeInstitutions)") == true)
            try await test.run("down", "--to", Version.mergeInstitutions).expectDone()
        }
    }

    /// The account that dropped a journal, and the time, are recorded from then on; missing columns for them are added.
    @Test(arguments: await TestServers.all())
    func tellsWhoDroppedIt(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            // An older version of Suture has created the table, and has pruned.
            try await test.execute(
                "ALTER TABLE suture_history DROP COLUMN pruned_at, DROP COLUMN pruned_by",
                "UPDATE suture_journal SET state = 'pruned' WHERE version = \(raw: Version.mergeInstitutions)"
            )
            for command in ["journal", "status", "history", "verify"] { try await test.run(command).expectDone() }
            let older: Report = try await test.run("journal", "--format", "json").json()
            #expect(older.journals[0].isPruned && older.journals[0].prunedBy == nil)
            #expect(!(try await test.run("journal").output.contains("pruned by")))

            try await test.run("journal", "prune", Version.deleteOrphans).expectDone()
            let account = try #require(try await test.text("SELECT CURRENT_USER()"))
            let journals = try await test.run("journal", "--format", "json").json(Report.self).journals
            #expect(journals.map { $0.prunedBy?.hasPrefix("\(account) from ") }.prefix(3) == [nil, true, nil])
            #expect(journals[1].isPruned && journals[1].prunedAt?.contains(#/^[-0-9]{10} [:0-9]{8}$/#) == true)
            let text = try await test.run("journal").output
            #expect(text.contains(#/\n20261123090100 .+ pruned .+ [:0-9]{8} +\w+@\w+ from /#))
            #expect(text.contains(#/\n20261123090000 .+ pruned +Merge/#))

            // A later prune of the others changes none of this.
            try await test.run("journal", "prune", "--keep-days", "0").expectDone()
            let again: Report = try await test.run("journal", "--format", "json").json()
            #expect(again.journals[1].prunedAt == journals[1].prunedAt)
        }
    }

    @Test(arguments: await TestServers.all())
    func dropsOnlyWhenSomebodySaysHowLongTheyAreKept(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up").expectDone()
            let silent = try await test.expectUnchanged { try await test.run("journal", "prune") }
            silent.expectError("invalid-configuration", exit: 3)
            try await test.execute("UPDATE suture_history SET finished_at = finished_at - INTERVAL 31 DAY")
            let here = try ConfigurationCase(
                """
                url: \(test.url)
                journal_keep_days: 32
                environments:
                  short: {journal_keep_days: 30, protected: true}
                """
            )
            #expect(try await here.run("journal", "prune").output == "Nothing to drop.\n")
            try await here.run("journal", "prune", "--keep-days", "31", "--dry-run").expectDone()
            try await here.run("journal", "prune", "--env", "short").expectError("protected-environment", exit: 3)
            try await here.run("journal", "prune", "--env", "short", "--dry-run").expectDone()
            let dropped: Report = try await here.run("journal", "prune", "--env", "short", "--yes", "--format", "json")
                .json()
            #expect(!dropped.journals.isEmpty)
            let left: Report = try await test.run("journal", "--format", "json").json()
            #expect(left.journals.map(\.version) == dropped.journals.map(\.version))
            #expect(left.journals.filter { !$0.isPruned }.isEmpty)
        }
    }

    @Test func refusesWhatContradictsItself() async throws {
        for arguments in [["--keep-days", "-1"], ["--keep-days", "9", Version.uniqueName], ["tomorrow"]] {
            #expect(try await Tool.run(["journal", "prune"] + arguments).exitCode == 64)
        }
    }
}
