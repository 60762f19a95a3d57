import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Synchronization
import Testing

/// An application writes rows that violate a constraint, between their repair and the constraint.
@Suite struct RepeatedRepairTests {
    private static let tables: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, note VARCHAR(50))",
        "INSERT INTO firms VALUES (1, 'ABC', NULL), (2, 'abc', 'x'), (3, 'XYZ', NULL)",
        "CREATE TABLE courses (id INT PRIMARY KEY, firm_id INT NOT NULL, KEY by_firm (firm_id))",
        "INSERT INTO courses VALUES (10, 1), (20, 2), (30, 3), (40, 9)",
    ]
    private static let uniqueKey: [Int64: any Step] = [
        1: MergeDuplicates(
            of: "firms",
            by: ["name"],
            fields: ["note": .fillBlank],
            undeclared: [MergeReference("courses", "firm_id")]
        ),
        2: AddUniqueKey("uq_firms", on: "firms", columns: ["name"]),
    ]
    private static let foreignKey: [Int64: any Step] = [
        1: DeleteOrphans(in: "courses", whose: ["firm_id": "firms"]),
        2: AddForeignKey("fk_courses", on: "courses", column: "firm_id", references: "firms"),
    ]

    /// The migrations, the concurrent writes of the application, and their removal.
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Int64: any Step]
        let writes: [Statement]
        let forget: [Statement]
        /// The rows that the repetition changes.
        let repeated: [String]
    }

    static let stories = [
        Story(
            testDescription: "duplicates, with rows that refer to them",
            steps: uniqueKey,
            writes: [
                "INSERT INTO firms VALUES (7, 'Abc', 'y'), (8, 'aBC', NULL)",
                "INSERT INTO courses VALUES (70, 7), (71, 8)",
            ],
            forget: ["DELETE FROM firms WHERE id IN (7, 8)", "DELETE FROM courses WHERE id IN (70, 71)"],
            repeated: ["courses update 2", "firms delete 2"]
        ),
        Story(
            testDescription: "orphans",
            steps: foreignKey,
            writes: ["INSERT INTO courses VALUES (70, 8), (71, 8)"],
            forget: ["DELETE FROM courses WHERE id IN (70, 71)"],
            repeated: ["courses delete 2"]
        ),
    ]

    private func withTables(_ server: TestServer, _ body: (RunnerCase, RunnerCase, Fingerprint) async throws -> Void)
        async throws
    {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            let other = RunnerCase(
                connection: try await Connection.connect(test.configuration),
                configuration: test.configuration
            )
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(test, other, start))
            } catch {
                result = .failure(error)
            }
            await other.connection.close()
            try result.get()
        }
    }

    /// Empties the schema, for the next attempt of a test.
    private func reset(_ test: RunnerCase) async throws {
        let tables = try await test.stateTables().union(["courses", "firms"])
        for table in tables { try await test.execute("DROP TABLE \(identifier: table)") }
        for statement in Self.tables { try await test.execute(statement) }
    }

    private func expectClean(_ runner: MigrationRunner) async throws {
        #expect(try await runner.verify().flatMap(\.findings) == [])
        #expect(try await runner.status().allSatisfy { $0.state == .applied })
    }

    /// Writes the rows of the story; returns false if the constraint already refuses them.
    private static func write(_ story: Story, _ other: RunnerCase) async throws -> Bool {
        do {
            for statement in story.writes { try await other.execute(statement) }
            return true
        } catch let error as MySQLError where [.duplicateEntry, .noReferencedRow].contains(error.code) {
            return false
        }
    }

    @Test(arguments: await TestServers.all(), stories)
    func repairsWhatIsWrittenAtAnyInstant(server: TestServer, story: Story) async throws {
        try await withTables(server) { test, other, start async throws in
            let summary = try #require(story.steps[2]).summary
            var (instant, repetitions) = (0, 0)
            while true {
                instant += 1
                let isWritten = Mutex(false)
                let application = Instants(of: summary, at: instant) {
                    let result = try await Self.write(story, other)
                    isWritten.withLock { $0 = result }
                }
                let runner = try test.runner(
                    of: story.steps,
                    isInterrupted: application.isInterrupted,
                    observer: application.observe
                )
                let report = try await runner.up()
                guard application.isReached else { break }
                try await expectClean(runner)
                let changes = report.migrations[1].changes.filter { $0.kind != .define }
                    .map { "\($0.table) \($0.kind.rawValue) \($0.rows)" }
                let isRepeated = isWritten.withLock(\.self)
                #expect(changes == (isRepeated ? story.repeated : []), "instant \(instant)")
                repetitions += isRepeated ? 1 : 0

                #expect(try await runner.planDown(.everything).conflicts.count == 0)
                _ = try await runner.down(.everything)
                for statement in story.forget { try await test.execute(statement) }
                #expect(try await test.fingerprint().differences(from: start) == [], "instant \(instant)")
                #expect(try await test.count("suture_redirects") == 0)
                try await reset(test)
            }
            #expect(repetitions >= 2)
        }
    }

    @Test(arguments: await TestServers.all(), stories)
    func goesOnAndBackFromAnyInstant(server: TestServer, story: Story) async throws {
        try await withTables(server) { test, other, start async throws in
            let summary = try #require(story.steps[2]).summary
            var settings = RunnerCase.settings
            settings.chunkRows = 1
            var (instant, isReached) = (1, true)
            while isReached {
                instant += 1
                for isCompleted in [true, false] {
                    let application = Instants(of: summary, at: 1) { _ = try await Self.write(story, other) }
                    let interruption = Instants(of: summary, at: instant, interrupts: true)
                    let runner = try test.runner(
                        of: story.steps,
                        settings: settings,
                        isInterrupted: {
                            let isWritten = application.isInterrupted()
                            return interruption.isInterrupted() || isWritten
                        },
                        observer: { event in
                            application.observe(event)
                            interruption.observe(event)
                        }
                    )
                    do {
                        _ = try await runner.up()
                    } catch let error as SutureError where error.code == .interrupted {}
                    isReached = interruption.isReached
                    let next = try test.runner(of: story.steps)
                    if isCompleted {
                        _ = try await next.up()
                        try await expectClean(next)
                    }
                    #expect(try await next.planDown(.everything).conflicts.count == 0)
                    _ = try await next.down(.everything)
                    for statement in story.forget { try await test.execute(statement) }
                    #expect(try await test.fingerprint().differences(from: start) == [], "instant \(instant)")
                    let left = try await test.stateTables()
                    #expect(left.filter { $0.contains(#/_(journal|stage|work)_/#) } == [])
                    try await reset(test)
                }
            }
            #expect(instant > 12)
        }
    }

    /// The run matches the plan, if rows were written after the repair was applied.
    @Test(arguments: await TestServers.all(), stories)
    func plansTheRepetition(server: TestServer, story: Story) async throws {
        try await withTables(server) { test, other, _ async throws in
            let runner = try test.runner(of: story.steps)
            var first = UpRequest()
            first.target = MigrationVersion(20_260_101_000_001)
            _ = try await runner.up(first)
            _ = try await Self.write(story, other)
            let plan = try #require(try await runner.plan().first)
            #expect(plan.steps.flatMap(\.notes).allSatisfy { $0.level == .info })
            #expect(plan.isExact)
            let exact = try await runner.exactPlan()
            let report = try await runner.up()
            #expect(report.totals == plan.totals)
            #expect(report.totals == exact.totals)
            #expect(report.migrations.map(\.version) == exact.migrations.map(\.version))
            #expect(report.totals.count == story.repeated.count)
        }
    }

    /// A baseline was never run here, so nothing of it is repeated.
    @Test(arguments: await TestServers.all(), stories)
    func repeatsNothingThatWasNotApplied(server: TestServer, story: Story) async throws {
        try await withTables(server) { test, _, start async throws in
            let runner = try test.runner(of: story.steps)
            _ = try await runner.baseline(at: MigrationVersion(20_260_101_000_001))
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.outcome == .refused)
            #expect([.duplicatesRemain, .orphansRemain].contains(error?.code))
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// Somebody writes such rows all the time; when that ends, the same command ends too.
    @Test(arguments: await TestServers.all())
    func givesUpAfterItsRoundsAndGoesOnLater(server: TestServer) async throws {
        try await withTables(server) { test, other, start async throws in
            var settings = RunnerCase.settings
            settings.rounds = 2
            let written = Mutex(0)
            let observer: @Sendable (RunEvent) -> Void = { event in
                guard case .changed = event else { return }
                let id = written.withLock { count in
                    count += 1
                    return count
                }
                guard id <= 2 else { return }
                wait(for: { try await other.execute("INSERT INTO courses VALUES (\(100 + id), 8)") })
            }
            let runner = try test.runner(of: Self.foreignKey, settings: settings, observer: observer)
            let error = await #expect(throws: SutureError.self) { _ = try await runner.up() }
            #expect(error?.code == .notSettled)
            _ = try await runner.up()
            try await expectClean(runner)
            _ = try await runner.down(.everything)
            try await test.execute("DELETE FROM courses WHERE id > 100")
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    /// An orphan is deleted, the application adds it again under another key, and that one is deleted too: only one of
    /// the two can be restored under the unique key.
    @Test(arguments: await TestServers.all())
    func tellsAUniqueValueThatTwoRemovedRowsHad(server: TestServer) async throws {
        try await withTables(server) { test, other, _ async throws in
            try await test.execute("ALTER TABLE courses ADD COLUMN title VARCHAR(9), ADD UNIQUE KEY (firm_id, title)")
            try await test.execute("UPDATE courses SET title = 'a'")
            let start = try await test.fingerprint()
            let application = Instants(of: try #require(Self.foreignKey[2]).summary, at: 1) {
                try await other.execute("INSERT INTO courses VALUES (70, 9, 'a'), (71, 9, NULL)")
            }
            let runner = try test.runner(
                of: Self.foreignKey,
                isInterrupted: application.isInterrupted,
                observer: application.observe
            )
            _ = try await runner.up()
            #expect(try await test.count("courses") == 3)
            let plan = try await runner.planDown(.everything)
            #expect(
                plan.conflicts.conflicts.map(\.text) == [
                    "courses 40: value-taken since (firm_id, title) by courses 70, version 20260101000001"
                ]
            )
            let refused = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(refused?.code == .conflict)
            #expect(try await test.count("courses") == 3)

            var keeping = DownRequest.everything
            keeping.conflictPolicy = .keep
            _ = try await runner.down(keeping)
            #expect(try await test.text("SELECT GROUP_CONCAT(id ORDER BY id) FROM courses") == "10,20,30,70,71")
            try await test.execute("DELETE FROM courses WHERE id = 71", "UPDATE courses SET id = 40 WHERE id = 70")
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
