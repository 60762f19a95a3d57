import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The repairs of applied versions, applied again to later inconsistencies.
@Suite struct MaintenanceTests {
    private static let tables: [Statement] = [
        "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, note VARCHAR(50))",
        "INSERT INTO firms VALUES (1, 'ABC', NULL), (2, 'abc', 'x'), (3, 'XYZ', NULL), (4, 'ABC Ltd', NULL)",
        "CREATE TABLE courses (id INT PRIMARY KEY, firm_id INT NOT NULL, KEY by_firm (firm_id))",
        "INSERT INTO courses VALUES (10, 1), (20, 2), (30, 3), (40, 9)",
        "CREATE TABLE lessons (id INT PRIMARY KEY, course_id INT NOT NULL, KEY by_course (course_id))",
        "INSERT INTO lessons VALUES (100, 10), (400, 40)",
    ]
    /// Names a row that is missing when the merge is applied again.
    private static let review = """
        table: firms
        columns: name
        date: 2026-11-24

        [abc]
        survivor 1  ABC
        merge    4  ABC Ltd
        """
    private static let steps: [Int64: any Step] = [
        1: MergeDuplicates(
            of: "firms",
            by: ["name"],
            reviewed: ReviewedClasses(review),
            fields: ["note": .fillBlank],
            undeclared: [MergeReference("courses", "firm_id")]
        ),
        2: DeleteOrphans(in: "courses", whose: ["firm_id": "firms"]),
        3: DeleteOrphans(in: "lessons", whose: ["course_id": "courses"]),
        4: Update("firms", set: ["note": "'once'"], where: "note IS NULL"),
        5: Delete(from: "firms", where: "name = 'gone'"),
    ]
    /// Writes of an application after the versions were applied.
    private static let damage: [Statement] = [
        "INSERT INTO firms VALUES (7, 'Abc', NULL), (8, 'gone', NULL)",
        "INSERT INTO courses VALUES (70, 7), (90, 99)",
        "INSERT INTO lessons VALUES (700, 70), (900, 90), (901, 90), (902, 90)",
    ]
    /// The resulting repairs of the maintenance.
    private static let repairs = ["courses update 1", "firms delete 1", "courses delete 1", "lessons delete 3"]

    private func withDamage(
        _ server: TestServer,
        _ body: (RunnerCase, _ start: Fingerprint, _ damaged: Fingerprint) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let start = try await test.fingerprint()
            _ = try await test.runner(of: Self.steps).up()
            for statement in Self.damage { try await test.execute(statement) }
            try await body(test, start, try await test.fingerprint())
        }
    }

    private static func limit(_ rows: Int) -> MaintenanceRequest {
        var request = MaintenanceRequest()
        request.maximumRows = rows
        return request
    }

    private static func changes(_ report: RunReport) -> [String] {
        report.migrations.flatMap(\.changes).map { "\($0.table) \($0.kind.rawValue) \($0.rows)" }
    }

    @Test(arguments: await TestServers.all())
    func repairsAgainAndIsTakenBack(server: TestServer) async throws {
        try await withDamage(server) { test, start, damaged async throws in
            let runner = try test.runner(of: Self.steps)
            let report = try await runner.maintain()
            #expect(Self.changes(report) == Self.repairs)
            #expect(try await test.count("firms WHERE name = 'gone'") == 1, "a deletion is meant once")
            #expect(try await runner.status().map(\.state) == Array(repeating: .applied, count: 6))
            #expect(try await runner.maintain().migrations.isEmpty)
            #expect(try await runner.history().count == 6)

            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: damaged) == [])
            try await test.execute(
                "DELETE FROM lessons WHERE id >= 700",
                "DELETE FROM courses WHERE id >= 70",
                "DELETE FROM firms WHERE id >= 7"
            )
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }

    @Test(arguments: await TestServers.all())
    func plansWhatItRepairs(server: TestServer) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            var request = MaintenanceRequest()
            request.versions = [MigrationVersion(20_260_101_000_001)]
            let runner = try test.runner(of: Self.steps)
            let plan = try await runner.planMaintenance(request)
            #expect(try await test.fingerprint().differences(from: damaged) == [])
            #expect(try await runner.history().count == 5)
            let report = try await runner.maintain(request)
            #expect(plan.steps.flatMap(\.changes) == report.migrations.flatMap(\.changes))
            #expect(Self.changes(report) == Array(Self.repairs.prefix(2)))
        }
    }

    /// Three lessons become orphans only when their course was deleted.
    @Test(arguments: await TestServers.all(), [1, 5])
    func changesNothingWhenMoreRowsThanAllowedWouldChange(server: TestServer, rows: Int) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            let runner = try test.runner(of: Self.steps)
            let error = await #expect(throws: SutureError.self) { _ = try await runner.maintain(Self.limit(rows)) }
            #expect(error?.code == .tooManyRows)
            #expect(error?.outcome == (rows == 1 ? .refused : .failed))
            #expect(try await test.fingerprint().differences(from: damaged) == [])
            #expect(try await runner.status().map(\.state) == Array(repeating: .applied, count: 5))
            let left = try await test.stateTables()
            #expect(left.filter { $0.contains(#/_(stage|work)_/#) } == [])
            #expect(Self.changes(try await runner.maintain(Self.limit(6))) == Self.repairs)
        }
    }

    /// An update and a deletion that are declared as repeated are applied again too.
    @Test(arguments: await TestServers.all())
    func repeatsChangesThatAreDeclaredSo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in Self.tables { try await test.execute(statement) }
            let runner = try test.runner(of: [
                1: Update("firms", set: ["name": "TRIM(t.name)"], where: "name <> TRIM(name)", repeatedly: true),
                2: Delete(from: "firms", where: "note = 'old'", repeatedly: true),
                3: Update("firms", set: ["note": "'once'"], where: "note IS NULL"),
            ])
            _ = try await runner.up()
            try await test.execute("INSERT INTO firms VALUES (7, ' seven', NULL), (8, ' eight ', 'old')")
            let damaged = try await test.fingerprint()
            let found = try await runner.verify().flatMap(\.findings).map { "\($0.check) \($0.rows)" }
            #expect(found == ["rows-to-update 2", "rows-to-delete 1"])
            let report = try await runner.maintain()
            #expect(Self.changes(report) == ["firms update 2", "firms delete 1"])
            #expect(try await test.count("firms WHERE name = 'seven' AND note IS NULL") == 1)
            #expect(try await runner.verify().flatMap(\.findings) == [])
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: damaged) == [])
        }
    }

    /// It is interrupted wherever the run checks whether to stop; then either command resumes it, or it is reverted.
    @Test(arguments: await TestServers.all())
    func goesOnFromAnyInstant(server: TestServer) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            var settings = RunnerCase.settings
            settings.chunkRows = 1
            let runner = try test.runner(of: Self.steps, settings: settings)
            _ = try await runner.maintain()
            let repaired = try await test.fingerprint()
            _ = try await runner.down(DownRequest())
            var (instant, isReached) = (0, true)
            while isReached {
                instant += 1
                isReached = try await test.interrupting(at: instant, of: Self.steps, settings: settings) {
                    _ = try await $0.maintain()
                }
                let isBegun = try await runner.status().count == 6
                if instant % 2 == 0 { _ = try await runner.maintain() }
                if instant % 4 == 1 { _ = try await runner.up() }
                if instant % 2 == 0 || isBegun && instant % 4 == 1 {
                    #expect(try await test.fingerprint().differences(from: repaired) == [], "instant \(instant)")
                    #expect(try await runner.status().map(\.state) == Array(repeating: .applied, count: 6))
                }
                if try await runner.status().count == 6 { _ = try await runner.down(DownRequest()) }
                #expect(try await test.fingerprint().differences(from: damaged) == [], "instant \(instant)")
            }
            #expect(instant > 20)
        }
    }

    /// An interrupted rollback is finished first; `maintain` then begins anew, and `up` does not.
    @Test(arguments: await TestServers.all(), [true, false])
    func endsARollbackThatWasInterrupted(server: TestServer, byMaintain: Bool) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            let runner = try test.runner(of: Self.steps)
            _ = try await runner.maintain()
            let repaired = try await test.fingerprint()
            let interrupted = try test.runner(of: Self.steps) { if case .changed = $0 { true } else { false } }
            await #expect(throws: SutureError.self) { _ = try await interrupted.down(DownRequest()) }
            #expect(try await runner.status().last?.state == .reverting)
            let unknown = await #expect(throws: SutureError.self) { _ = try await runner.planMaintenance() }
            #expect(unknown?.code == .interrupted)
            if byMaintain {
                #expect(Self.changes(try await runner.maintain()) == Self.repairs)
            } else {
                #expect(Self.changes(try await runner.up()) == [])
            }
            #expect(try await test.fingerprint().differences(from: byMaintain ? repaired : damaged) == [])
            #expect(try await runner.status().map(\.state) == Array(repeating: .applied, count: byMaintain ? 6 : 5))
        }
    }

    /// Another build has something else in the place of a repair to resume.
    @Test(arguments: await TestServers.all())
    func doesNotGoOnByAnotherRepair(server: TestServer) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            let interrupted = try test.runner(of: Self.steps) { if case .stepFinished = $0 { true } else { false } }
            await #expect(throws: SutureError.self) { _ = try await interrupted.maintain() }
            let begun = try await test.fingerprint()
            var steps = Self.steps
            steps[2] = DeleteOrphans(in: "lessons", whose: ["course_id": "courses"])
            let runner = try test.runner(of: steps)
            for goOn in [{ try await runner.maintain() }, { try await runner.up() }] {
                let error = await #expect(throws: SutureError.self) { _ = try await goOn() }
                #expect(error?.code == .migrationMissing)
                #expect(try await test.fingerprint().differences(from: begun) == [])
            }
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: damaged) == [])
        }
    }

    /// Keys that other rows have taken since, and pairs that differ; an inserted row that is missing is not restored.
    @Test(arguments: await TestServers.all())
    func repairsKeysAndPairsAgain(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(9), email VARCHAR(9) NOT NULL)",
                "CREATE TABLE students (id INT PRIMARY KEY, name VARCHAR(9), email VARCHAR(9) NOT NULL)",
                "INSERT INTO users VALUES (1, 'ann', 'a'), (2, 'bob', 'b')",
                "INSERT INTO students VALUES (7, 'ann', 'a'), (8, 'bob', 'b')"
            )
            let runner = try test.runner(of: [
                1: RekeyRows(of: "students", to: .matching("users", on: "email")),
                2: SynchronizePair(source: "users", partner: "students", sharing: ["name", "email"], belongs: "TRUE"),
                3: Insert(into: "users", columns: ["id", "email"], rows: [["3", "'c'"]]),
            ])
            _ = try await runner.up()
            try await test.execute(
                "DELETE FROM users WHERE id = 3",
                "UPDATE students SET id = 9 WHERE id = 1",
                "UPDATE students SET name = 'rob' WHERE id = 2"
            )
            let damaged = try await test.fingerprint()
            let changes = Self.changes(try await runner.maintain())
            #expect(changes == ["students insert 1", "students delete 1", "students update 1"])
            let pairs = try await test.text("SELECT GROUP_CONCAT(id, name ORDER BY id) FROM students")
            #expect(pairs == "1ann,2bob")
            #expect(try await test.count("users") == 2)
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: damaged) == [])
        }
    }

    /// A file that is older than the maintenance is not late, and what was interrupted comes first.
    @Test(arguments: await TestServers.all())
    func standsInNoOrderWithFiles(server: TestServer) async throws {
        try await withDamage(server) { test, _, _ async throws in
            let interrupted = try test.runner(of: Self.steps) { if case .stepFinished = $0 { true } else { false } }
            await #expect(throws: SutureError.self) { _ = try await interrupted.maintain() }
            var steps = Self.steps
            steps[6] = Update("firms", set: ["note": "'late'"], where: "id = 1")
            let runner = try test.runner(of: steps)
            #expect(try await runner.status().map(\.state).suffix(2) == [.pending, .applying])
            let plan = try await runner.planMaintenance()
            #expect(plan.steps.flatMap(\.changes).map(\.table) == ["courses"], "what is left of it")
            let report = try await runner.up()
            #expect(report.migrations.map(\.name) == ["Maintenance", "Test6"])
            steps[7] = Update("firms", set: ["note": "'later'"], where: "id = 1")
            let next = try test.runner(of: steps)
            #expect(try await next.status().filter { $0.state != .applied }.map(\.state) == [.pending])
            #expect(try await next.up().migrations.map(\.name) == ["Test7"])
        }
    }

    @Test(arguments: await TestServers.all())
    func acceptsTheTriggersThatTheVersionAccepts(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL)",
                "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY)",
                "CREATE TRIGGER noted AFTER DELETE ON firms FOR EACH ROW INSERT INTO log VALUES ()"
            )
            let runner = try test.runner(accepting: ["noted"]) { MergeDuplicates(of: "firms", by: ["name"]) }
            _ = try await runner.up()
            try await test.execute("INSERT INTO firms VALUES (1, 'a'), (2, 'a')")
            #expect(Self.changes(try await runner.maintain()) == ["firms delete 1"])
            #expect(try await test.count("log") == 1)
        }
    }

    @Test(arguments: await TestServers.all())
    func refusesWhatItCannotRepair(server: TestServer) async throws {
        try await withDamage(server) { test, _, damaged async throws in
            var request = MaintenanceRequest()
            request.versions = [MigrationVersion(7)]
            let unknown = await #expect(throws: SutureError.self) {
                _ = try await test.runner(of: Self.steps).maintain(request)
            }
            #expect(unknown?.code == .unknownVersion)
            try await test.execute("UPDATE suture_history SET checksum = 'x' WHERE version = 20260101000001")
            let drifted = await #expect(throws: SutureError.self) {
                _ = try await test.runner(of: Self.steps).maintain()
            }
            #expect(drifted?.code == .drift)
            try await test.execute(
                "UPDATE suture_history SET checksum = '1', state = 'applying' WHERE version = 20260101000001"
            )
            let begun = await #expect(throws: SutureError.self) { _ = try await test.runner(of: Self.steps).maintain() }
            #expect(begun?.code == .interrupted)
            #expect(try await test.fingerprint().differences(from: damaged) == [])
        }
    }
}
