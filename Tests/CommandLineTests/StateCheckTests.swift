import MySQLClient
import SutureTesting
import Testing

/// Suture's own tables were edited by hand, dropped, or restored from a backup that is older than the data.
///
/// Each time the command refuses before it changes anything, with the same code, and names the table and the version.
@Suite struct StateCheckTests {
    private static let merge = Version.mergeInstitutions
    private static let orphans = Version.deleteOrphans

    /// A damage to the tables, and the tool's message about it.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statements: [Statement]
        let told: [String]
        var commands = [["up"], ["down"]]
    }

    private static func update(_ table: Statement, _ assignment: Statement, _ condition: Statement = "TRUE")
        -> Statement
    {
        "UPDATE \(table) SET \(assignment) WHERE version = \(raw: orphans) AND \(condition)"
    }

    /// The last change of the last applied version, in the state of an interrupted run.
    private static let interrupted: [Statement] = [
        update("suture_history", "state = 'applying', finished_at = NULL"),
        update("suture_steps", "state = 'running', prepared = TRUE, finished_at = NULL"),
        update("suture_journal", "state = 'changing'"),
    ]

    static let damages: [Damage] = [
        Damage(
            testDescription: "a newer layout",
            statements: ["UPDATE suture_lock SET state_format = 99"],
            told: ["layout 99"]
        ),
        Damage(
            testDescription: "an unknown state of a version",
            statements: [update("suture_history", "state = 'paused'")],
            told: ["suture_history", "a state", orphans]
        ),
        Damage(
            testDescription: "an unknown state of a step",
            statements: [update("suture_steps", "state = 'paused'")],
            told: ["suture_steps", "a state", orphans]
        ),
        Damage(
            testDescription: "an unknown state of a change",
            statements: [update("suture_journal", "state = 'paused'")],
            told: ["suture_journal", "a state", orphans]
        ),
        Damage(
            testDescription: "an unknown operation",
            statements: [update("suture_journal", "operation = 'drop'")],
            told: ["suture_journal", "an operation", orphans]
        ),
        Damage(
            testDescription: "a list of columns that is none",
            statements: [update("suture_journal", "changed_columns = 'id'")],
            told: ["suture_journal", "a list of columns", orphans]
        ),
        Damage(
            testDescription: "a payload that is none",
            statements: [update("suture_steps", "payload = '{'")],
            told: ["suture_steps", "a payload", orphans]
        ),
        Damage(
            testDescription: "a step that does not exist",
            statements: [update("suture_steps", "ordinal = 7"), update("suture_journal", "step = 7")],
            told: ["step 7 of version \(orphans)", "DeleteOrphanedEnrollments.swift has 1 steps"]
        ),
        Damage(
            testDescription: "a step that is missing",
            statements: ["DELETE FROM suture_steps WHERE version = \(raw: orphans)"],
            told: ["suture_steps has no such step", orphans]
        ),
        Damage(
            testDescription: "a step that has no end in a version that is applied",
            statements: [update("suture_steps", "state = 'running'")],
            told: ["version \(orphans) as applied", "step 1 of it is running"]
        ),
        Damage(
            testDescription: "an open change in a step that is done",
            statements: [update("suture_journal", "state = 'changing'")],
            told: ["suture_journal has the delete of enrollments in version \(orphans)", "as changing"]
        ),
        Damage(
            testDescription: "a round that is over",
            statements: [update("suture_journal", "round = 9")],
            told: ["suture_journal in round 9", orphans]
        ),
        Damage(
            testDescription: "a position behind the end",
            statements: [update("suture_journal", "position = last_sequence + 5")],
            told: ["delete of enrollments in version \(orphans)", "at position"],
            commands: [["down"]]
        ),
        Damage(
            testDescription: "a position before the end of what is done",
            statements: [update("suture_journal", "position = last_sequence - 1")],
            told: ["delete of enrollments in version \(orphans)", "as done, at position"],
            commands: [["down"]]
        ),
        Damage(
            testDescription: "a number of rows that the journal does not have",
            statements: [update("suture_journal", "changed_rows = changed_rows - 1")],
            told: ["suture_journal_\(orphans)_1_1_1 has 18 rows", "suture_journal has 17"],
            commands: [["down"], ["down", "--plan"]]
        ),
        Damage(
            testDescription: "a journal that was dropped",
            statements: ["DROP TABLE \(raw: "suture_journal_\(orphans)_1_1_1")"],
            told: ["suture_journal_\(orphans)_1_1_1 is gone", "version \(orphans)"],
            commands: [["down"], ["down", "--plan"], ["down", "--to", "0", "--on-conflict", "restore"]]
        ),
        Damage(
            testDescription: "the journal of an interrupted version that was dropped",
            statements: interrupted + ["DROP TABLE \(raw: "suture_journal_\(orphans)_1_1_1")"],
            told: ["suture_journal_\(orphans)_1_1_1 is gone", "version \(orphans)"]
        ),
        Damage(
            testDescription: "another journal than the change's own",
            statements: [update("suture_journal", "journal_table = 'users'")],
            told: ["names another table than suture_journal_\(orphans)_1_1_1"],
            commands: [["down"], ["down", "--plan"]]
        ),
        Damage(
            testDescription: "an interrupted version whose staged keys are gone",
            statements: interrupted + [
                update("suture_journal", "position = 3, changed_rows = 3"),
                "DELETE FROM \(raw: "suture_journal_\(orphans)_1_1_1") WHERE suture_sequence > 3",
            ],
            told: ["suture_stage_\(orphans)_1_1_1 is gone", "version \(orphans)"]
        ),
        Damage(
            testDescription: "an interrupted version whose end is beyond the staged keys",
            statements: interrupted + [
                update("suture_journal", "position = 3, changed_rows = 3, last_sequence = 500"),
                "DELETE FROM \(raw: "suture_journal_\(orphans)_1_1_1") WHERE suture_sequence > 3",
                "CREATE TABLE \(raw: "suture_stage_\(orphans)_1_1_1") (suture_sequence BIGINT UNSIGNED PRIMARY KEY, key_1 INT)",
                "INSERT INTO \(raw: "suture_stage_\(orphans)_1_1_1") VALUES (18, 1)",
            ],
            told: ["suture_stage_\(orphans)_1_1_1 ends at 18", "has 500"]
        ),
        Damage(
            testDescription: "a cursor that is older than the journal",
            statements: interrupted + [
                update("suture_journal", "position = 3, changed_rows = 3"),
                "CREATE TABLE \(raw: "suture_stage_\(orphans)_1_1_1") (suture_sequence BIGINT UNSIGNED PRIMARY KEY, key_1 INT)",
                "INSERT INTO \(raw: "suture_stage_\(orphans)_1_1_1") VALUES (18, 1)",
            ],
            told: ["suture_journal_\(orphans)_1_1_1 has rows up to 18", "came to 3"]
        ),
        Damage(
            testDescription: "a history that is older than the journal",
            statements: ["suture_history", "suture_steps", "suture_journal"]
                .map { "DELETE FROM \(identifier: $0) WHERE version = \(raw: orphans)" },
            told: [
                "suture_journal_\(orphans)_1_1_1 holds rows of version \(orphans)", "suture_journal does not list it",
            ]
        ),
        Damage(
            testDescription: "a history that is older than the steps",
            statements: ["DELETE FROM suture_history WHERE version = \(raw: orphans)"],
            told: ["suture_steps has step 1 of version \(orphans)", "suture_history does not show"]
        ),
        Damage(
            testDescription: "no history",
            statements: ["DROP TABLE suture_history"],
            told: ["suture_history is gone, and suture_steps holds rows"],
            commands: [["up"], ["down"], ["status"], ["check"], ["journal"]]
        ),
        Damage(
            testDescription: "a workspace of a step that was never begun",
            statements: ["CREATE TABLE \(raw: "suture_work_\(Version.synchronizePair)_1_1_m0") (id INT)"],
            told: ["suture_work_\(Version.synchronizePair)_1_1_m0 is left", "suture_steps does not list it"]
        ),
    ]

    @Test(arguments: await TestServers.all(), damages)
    func refusesBeforeAnythingIsChanged(server: TestServer, damage: Damage) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Self.orphans).expectDone()
            for statement in damage.statements { try await test.execute(statement) }
            for command in damage.commands {
                let result = try await test.expectUnchanged {
                    try await Tool.run(command, url: test.url, environment: ToolCase.environment)
                }
                result.expectError("state-invalid", exit: 3)
                for text in damage.told {
                    #expect(result.errors.contains(text), "\(command): \(result.errors)")
                }
                #expect(try await test.isLockFree())
            }
            let result = try await Tool.run(damage.commands[0] + ["--format", "json"], url: test.url)
            #expect(
                result.errors.contains(#""code":"state-invalid""#)
                    || result.errors.contains(#""code" : "state-invalid""#)
            )
        }
    }

    /// A later version does not need the journal of an earlier one.
    @Test(arguments: await TestServers.all())
    func goesOnWithoutAJournalThatItDoesNotNeed(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Self.orphans).expectDone()
            try await test.execute("DROP TABLE \(raw: "suture_journal_\(Self.orphans)_1_1_1")")
            try await test.run("up").expectDone()
            try await test.run("down", "--to", Self.orphans).expectDone()
        }
    }

    /// The numbers of runs only grow, even if the row with the last one is deleted.
    @Test(arguments: await TestServers.all())
    func countsOnWhereTheRowOfTheLockWasDeleted(server: TestServer) async throws {
        try await ToolCase.with(server) { test in
            try await test.run("up", "--to", Self.merge).expectDone()
            try await test.run("down").expectDone()
            try await test.run("up", "--to", Self.merge).expectDone()
            try await test.run("down").expectDone()
            #expect(try await test.count("suture_lock WHERE fence = 4") == 1)
            try await test.execute("DELETE FROM suture_lock")
            try await test.run("up", "--to", Self.merge).expectDone()
            #expect(try await test.count("suture_lock WHERE fence = 5") == 1)
            #expect(try await test.count("suture_history WHERE run = 5") == 1)
        }
    }
}
