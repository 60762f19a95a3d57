import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The findings of a watch besides those of the steps.
@Suite struct WatchTests {
    private func found(_ topic: WatchTopic, _ runner: MigrationRunner) async throws -> [String] {
        try await runner.watch([topic]).flatMap(\.items).map { "\($0.count) \($0.finding.text)" }.sorted()
    }

    /// Dangling references that only the merge names, one of each kind.
    @Test(arguments: await TestServers.all())
    func findsOrphansOfNamedReferences(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)",
                "CREATE TABLE bills (id INT PRIMARY KEY, firm_id INT NULL)",
                "CREATE TABLE deals (id INT PRIMARY KEY, firm_id INT NULL, FOREIGN KEY (firm_id) REFERENCES firms (id))",
                "CREATE TABLE notes (id INT PRIMARY KEY, kind VARCHAR(9) NOT NULL, subject_id INT NOT NULL)",
                "CREATE TABLE payments (id INT PRIMARY KEY, meta JSON NULL)",
                "INSERT INTO firms VALUES (1, 'a'), (2, 'a')",
                "INSERT INTO bills VALUES (1, 2), (2, NULL)",
                "INSERT INTO notes VALUES (1, 'firm', 2), (2, 'other', 99)",
                #"INSERT INTO payments VALUES (1, '{"firm_id":2}'), (2, '{"firm_id":null}'), (3, '[]'), (4, NULL)"#
            )
            let runner = try test.runner {
                MergeDuplicates(
                    of: "firms",
                    by: ["name"],
                    undeclared: [
                        MergeReference("bills", "firm_id"), MergeReference("deals", "firm_id"),
                        MergeReference("notes", "subject_id", when: "kind", is: "firm"),
                        MergeReference("payments", "meta", path: "$.firm_id"),
                    ]
                )
            }
            #expect(try await found(.orphans, runner) == [])
            _ = try await runner.up()
            #expect(try await found(.orphans, runner) == [])
            try await test.execute(
                "INSERT INTO bills VALUES (3, 8), (4, 9)",
                "INSERT INTO notes VALUES (3, 'firm', 8)",
                #"INSERT INTO payments VALUES (5, '{"firm_id":"8"}')"#
            )
            #expect(
                try await found(.orphans, runner) == [
                    "1 notes.subject_id, where kind is firm, names no row of firms",
                    "1 payments.meta $.firm_id names no row of firms", "2 bills.firm_id names no row of firms",
                ]
            )
            // It is no guarantee of the merge, so it does not fail a verification.
            #expect(try await runner.verify().flatMap(\.findings) == [])
            // Tables that a later version dropped are skipped.
            try await test.execute("DROP TABLE notes", "ALTER TABLE bills DROP COLUMN firm_id")
            #expect(try await found(.orphans, runner) == ["1 payments.meta $.firm_id names no row of firms"])
        }
    }

    /// The merge names its adopted references from then on, even if it was resumed after an interruption.
    @Test(arguments: await TestServers.all(), [false, true])
    func findsOrphansOfAdoptedReferences(server: TestServer, isInterrupted: Bool) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)",
                "CREATE TABLE bills (id INT PRIMARY KEY, firm_id INT NULL)",
                "CREATE TABLE bill_lines (id INT PRIMARY KEY, bill_id INT NOT NULL)",
                "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'b')",
                "INSERT INTO bills VALUES (1, 1), (2, 2)",
                "INSERT INTO bill_lines VALUES (1, 1)"
            )
            let steps = [1: MergeDuplicates(of: "firms", by: ["name"], adoptingSuggested: true)] as [Int64: any Step]
            if isInterrupted {
                let instants = Instants(of: "merge duplicate firms by name", at: 4, interrupts: true)
                let first = try test.runner(
                    of: steps,
                    isInterrupted: instants.isInterrupted,
                    observer: instants.observe
                )
                await #expect(throws: SutureError.self) { _ = try await first.up() }
            }
            let runner = try test.runner(of: steps)
            _ = try await runner.up()
            #expect(try await found(.orphans, runner) == [])
            try await test.execute(
                "INSERT INTO bills VALUES (3, 8), (4, 9)",
                "INSERT INTO bill_lines VALUES (2, 77)"
            )
            // Bills lose no rows by the merge, so the references to them are none of its own.
            #expect(try await found(.orphans, runner) == ["2 bills.firm_id names no row of firms"])
            _ = try await runner.down(.everything)
        }
    }

    /// A key that a step has verified is not counted again, and does not hide one with as many orphans beside it.
    @Test(arguments: await TestServers.all())
    func countsEachForeignKeyOnce(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE a (id INT PRIMARY KEY)",
                "CREATE TABLE b (id INT PRIMARY KEY)",
                """
                CREATE TABLE c (id INT PRIMARY KEY, a_id INT NULL, b_id INT NULL,
                  CONSTRAINT fk_b FOREIGN KEY (b_id) REFERENCES b (id))
                """
            )
            let runner = try test.runner {
                DeleteOrphans(in: "c", whose: ["a_id": "a"])
                AddForeignKey("fk_a", on: "c", column: "a_id", references: "a")
            }
            _ = try await runner.up()
            try await test.execute(
                "SET foreign_key_checks = 0",
                "INSERT INTO c VALUES (1, 7, NULL), (2, NULL, 7)",
                "SET foreign_key_checks = 1"
            )
            #expect(
                try await found(.orphans, runner) == [
                    "1 c.a_id names no row of a", "1 c.b_id names no row of b, against fk_b",
                ]
            )
        }
    }

    /// A partner whose source has a different role is for a person, and a warning.
    @Test(arguments: await TestServers.all())
    func warnsOfPartnersOfAnotherKind(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(
                "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(9), role VARCHAR(9) NOT NULL)",
                "CREATE TABLE students (id INT PRIMARY KEY, name VARCHAR(9))",
                "INSERT INTO users VALUES (1, 'a', 'STUDENT'), (2, 'b', 'TEACHER')",
                "INSERT INTO students VALUES (1, 'a'), (2, 'b')"
            )
            let runner = try test.runner {
                SynchronizePair(source: "users", partner: "students", sharing: ["name"], belongs: "role = 'STUDENT'")
            }
            _ = try await runner.up()
            let strict = try #require(try await runner.watch([.pairs]).first)
            #expect(strict.status == .warning)
            #expect(strict.items.map(\.finding.keys) == [["2"]])
            let lenient = try await runner.watch([.pairs], thresholds: [.pairs: WatchThresholds(warning: 2, error: 3)])
            #expect(lenient.map(\.status) == [.ok])
            try await test.execute("UPDATE students SET name = 'x' WHERE id = 1")
            #expect(try await runner.watch([.pairs]).map(\.status) == [.error])
        }
    }
}
