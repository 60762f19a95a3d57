import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Suggested references that a merge adopts, since the data confirms them.
@Suite struct AdoptedReferenceTests {
    private static let tables: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        "INSERT INTO firms VALUES (1, 'a'), (2, 'a'), (3, 'b')",
        "CREATE TABLE invoices (id INT PRIMARY KEY, firm_id INT, number INT, UNIQUE KEY (firm_id, number))",
        "INSERT INTO invoices VALUES (1, 1, 1), (2, 2, 2), (3, 2, 1), (4, 3, 1), (5, NULL, 1)",
        "CREATE TABLE invoice_lines (id INT PRIMARY KEY, invoice_id INT NOT NULL)",
        "INSERT INTO invoice_lines VALUES (1, 1), (2, 2), (3, 3), (4, 4)",
    ]

    /// The referring table of an adopted reference loses rows itself, so the references to it are checked as well.
    @Test(arguments: await TestServers.all())
    func adoptsWhatTheDataBearsOut(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(
                    of: "firms",
                    by: ["name"],
                    adoptingSuggested: true,
                    collisions: ["invoices": .merge]
                )
            }
            let plan = try await runner.plan()
            let notes = plan.flatMap { $0.steps.flatMap(\.notes) }.map(\.text)
            #expect(notes.contains("invoices.firm_id is taken for a reference to firms: all of 3 values found."))
            #expect(
                notes.contains("invoice_lines.invoice_id is taken for a reference to invoices: all of 4 values found.")
            )
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            let invoices = "SELECT GROUP_CONCAT(id, ':', COALESCE(firm_id, '-') ORDER BY id) FROM invoices" as Statement
            #expect(try await test.text(invoices) == "1:1,2:1,4:3,5:-")
            let lines = "SELECT GROUP_CONCAT(invoice_id ORDER BY id) FROM invoice_lines" as Statement
            #expect(try await test.text(lines) == "1,2,1,4")
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Adopted references are known when the merge is repeated, even if they are dangling by then.
    @Test(arguments: await TestServers.all())
    func knowsThemWhenItIsRepeated(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let merge = MergeDuplicates(
                of: "firms",
                by: ["name"],
                adoptingSuggested: true,
                collisions: ["invoices": .merge]
            )
            let runner = try test.runner(of: [1: merge])
            _ = try await runner.up()
            try await test.execute(
                "INSERT INTO firms VALUES (7, 'b')",
                "INSERT INTO invoices VALUES (7, 7, 9), (8, 99, 1)",
                "INSERT INTO invoice_lines VALUES (7, 98)"
            )
            let damaged = try await test.fingerprint()
            let plan = try await runner.planMaintenance()
            #expect(plan.steps.flatMap(\.notes).filter { $0.level == .blocker } == [])
            let report = try await runner.maintain()
            #expect(report.migrations.flatMap(\.changes) == plan.steps.flatMap(\.changes))
            #expect(try await test.count("invoices WHERE id = 7 AND firm_id = 3") == 1)
            #expect(try await test.count("invoices WHERE firm_id = 99") == 1)
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: damaged) == [])

            // A later constraint repeats it too.
            let constrained = try test.runner(of: [1: merge, 2: AddUniqueKey("uq", on: "firms", columns: ["name"])])
            _ = try await constrained.up()
            #expect(try await test.count("firms") == 2)
            #expect(try await test.count("invoices WHERE id = 7 AND firm_id = 3") == 1)
        }
    }

    /// A single missing value prevents the adoption, and the message reports it.
    @Test(arguments: await TestServers.all())
    func leavesTheOthersToThePerson(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            try await test.execute(
                "CREATE TABLE notes (id INT PRIMARY KEY, firm_id INT)",
                "INSERT INTO notes VALUES (1, 1), (2, 3), (3, 99)"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner {
                MergeDuplicates(
                    of: "firms",
                    by: ["name"],
                    adoptingSuggested: true,
                    collisions: ["invoices": .merge]
                )
            }
            let blockers = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
            #expect(
                blockers.map(\.text) == [
                    "notes.firm_id looks like a reference to firms (66% of 3 values found), and no foreign key declares it."
                ]
            )
            await #expect(throws: SutureError.self) { () async throws in _ = try await runner.up() }
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
