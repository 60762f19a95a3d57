import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Triggers of the schema's owner: named, and never changed without a report.
@Suite struct TriggerTests {
    private static let tables: [Statement] = [
        "CREATE TABLE notes (id INT PRIMARY KEY, body VARCHAR(20) NOT NULL)",
        "CREATE TABLE audit (id INT PRIMARY KEY AUTO_INCREMENT, note INT)",
        "INSERT INTO notes VALUES (1, 'a'), (2, 'b')",
        """
        CREATE TRIGGER trim_notes BEFORE UPDATE ON notes FOR EACH ROW
          SET NEW.body = REPLACE(NEW.body, ' ', '') -- no INSERT here
        """,
        "CREATE TRIGGER audit_notes AFTER UPDATE ON notes FOR EACH ROW INSERT INTO audit (note) VALUES (NEW.id)",
        "CREATE TRIGGER audit_gone AFTER DELETE ON notes FOR EACH ROW DELETE FROM audit WHERE note = OLD.id",
    ]

    private var step: Update { Update("notes", set: ["body": "CONCAT(' ', UPPER(t.body))"], where: "TRUE") }

    @Test(arguments: await TestServers.all())
    func refusesATriggerThatWritesToAnotherTable(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner { step }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
            #expect(notes.map(\.level) == [.blocker, .info])
            #expect(notes.allSatisfy { $0.code == .triggersFire })
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .triggersFire)
            #expect(error?.outcome == .refused)
            #expect(error?.message.contains("audit_notes fires at each update of notes") == true)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// The writes of the accepted trigger stay; the rows of the step are restored to the byte.
    @Test(arguments: await TestServers.all())
    func letsAnAcceptedTriggerFire(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let runner = try test.runner(accepting: ["Audit_Notes"]) { step }
            let notes = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }
            #expect(notes.map(\.level) == [.warning, .info])
            _ = try await runner.up()
            #expect(try await test.text("SELECT GROUP_CONCAT(BINARY body ORDER BY id) FROM notes") == "A,B")
            #expect(try await test.count("audit") == 2)
            _ = try await runner.down(.everything)
            #expect(try await test.text("SELECT GROUP_CONCAT(BINARY body ORDER BY id) FROM notes") == "a,b")
            #expect(try await test.count("audit") == 4)
        }
    }

    @Test(arguments: [
        ("SET NEW.a = REPLACE(NEW.a, 'x', 'DELETE FROM t')", false),
        ("BEGIN /* UPDATE t */ SET NEW.a = INSERT(NEW.a, 1, 1, 'y'); # CALL p\nEND", false),
        ("SET NEW.`update` = \"it''s; DELETE\"", false),
        ("IF NEW.a > 1 THEN insert\n into t VALUES (1); END IF", true),
        ("REPLACE t VALUES (1)", true),
        ("BEGIN SET @x = 'a\\\\'; UPDATE t SET a = 1; END", true),
        ("CALL p(NEW.a)", true),
    ])
    func tellsStatementsThatWriteFromThoseThatDoNot(body: String, writes: Bool) {
        #expect(Trigger(name: "t", event: .update, body: body).writesRows == writes)
    }

    @Test func fearsTheWorstOfAHiddenBody() {
        #expect(Trigger(name: "t", event: .update, body: nil).writesRows)
    }
}
