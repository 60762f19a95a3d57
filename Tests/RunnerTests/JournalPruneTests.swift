import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Journals past their retention period are dropped, and their versions cannot be reverted any more.
@Suite struct JournalPruneTests {
    private static let steps: [Int64: any Step] = [
        1: Update("firms", set: ["note": "'one'"], where: "id <= 2"),
        2: Update("firms", set: ["note": "'two'"], where: "id = 99"),
        3: Delete(from: "firms", where: "id = 3"),
    ]

    private static func version(_ number: Int64) -> MigrationVersion { MigrationVersion(20_260_101_000_000 + number) }

    private static func to(_ number: Int64) -> DownRequest {
        var request = DownRequest()
        request.extent = .to(version(number))
        return request
    }

    /// Three versions are applied, of which the second has changed no row.
    private func withVersions(
        _ server: TestServer,
        _ body: (RunnerCase, MigrationRunner, _ start: Fingerprint) async throws -> Void
    ) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(
                "CREATE TABLE firms (id INT PRIMARY KEY, note VARCHAR(50))",
                "INSERT INTO firms VALUES (1, NULL), (2, 'x'), (3, 'y')"
            )
            let start = try await test.fingerprint()
            let runner = try test.runner(of: Self.steps)
            _ = try await runner.up()
            try await body(test, runner, start)
        }
    }

    private func age(_ test: RunnerCase, _ number: Int64, days: Int) async throws {
        try await test.execute(
            """
            UPDATE suture_history SET finished_at = finished_at - INTERVAL \(days) DAY
            WHERE version = \(Self.version(number).number)
            """
        )
    }

    private func journalTables(_ test: RunnerCase) async throws -> Set<String> {
        try await test.stateTables().filter { $0.hasPrefix("suture_journal_") }
    }

    private static func table(_ number: Int64) -> String { "suture_journal_\(version(number))_1_1_1" }

    private func copy(_ test: RunnerCase, _ table: String, to copy: String) async throws {
        try await test.execute(
            "CREATE TABLE \(identifier: copy) LIKE \(identifier: table)",
            "INSERT INTO \(identifier: copy) SELECT * FROM \(identifier: table)"
        )
    }

    private func expectIrreversible(_ runner: MigrationRunner, _ request: DownRequest) async {
        let error = await #expect(throws: SutureError.self) { _ = try await runner.down(request) }
        #expect(error?.code == .irreversible)
        #expect(error?.outcome == .refused)
        #expect(error?.remedy.contains("--to \(Self.version(1))") == true)
    }

    @Test(arguments: await TestServers.all())
    func dropsWhatIsPastItsTime(server: TestServer) async throws {
        try await withVersions(server) { test, runner, _ async throws in
            try await age(test, 1, days: 100)
            try await age(test, 3, days: 80)
            let kept = try await runner.journals()
            #expect(kept.map(\.version) == [Self.version(1), Self.version(3)])
            #expect(kept.map(\.rows) == [2, 1])
            #expect(kept.allSatisfy { $0.bytes > 0 && !$0.isPruned })

            let request = PruneRequest(.olderThan(days: 90))
            #expect(try await runner.planPruning(request).map(\.version) == [Self.version(1)])
            #expect(try await journalTables(test).count == 2)
            #expect(try await runner.prune(request).flatMap(\.tables) == kept[0].tables)
            #expect(try await journalTables(test).isDisjoint(with: kept[0].tables))
            #expect(try await runner.prune(request).isEmpty)
            #expect(try await runner.journals().map(\.isPruned) == [true, false])
            #expect(try await runner.status().map(\.isReversible) == [false, true, true])

            let applied = try await test.fingerprint()
            await expectIrreversible(runner, .everything)
            #expect(try await test.fingerprint().differences(from: applied) == [])
            _ = try await runner.down(Self.to(1))
            #expect(try await test.text("SELECT note FROM firms WHERE id = 3") == "y")
            await expectIrreversible(runner, .everything)
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: applied) == [])
        }
    }

    /// A version without changed rows has nothing to restore, and is reverted however old it is.
    @Test(arguments: await TestServers.all())
    func leavesWhatHasNoRows(server: TestServer) async throws {
        try await withVersions(server) { test, runner, _ async throws in
            let dropped = try await runner.prune(PruneRequest(.olderThan(days: 0)))
            #expect(dropped.map(\.version) == [Self.version(1), Self.version(3)])
            #expect(try await runner.status().map(\.isReversible) == [false, true, false])
            #expect(try await journalTables(test) == [])
            #expect(try await runner.journals().map(\.tables) == [[], []])
        }
    }

    /// It is interrupted wherever the run checks whether to stop; then it is resumed, and every command still works.
    @Test(arguments: await TestServers.all())
    func goesOnFromAnyInstant(server: TestServer) async throws {
        try await withVersions(server) { test, runner, _ async throws in
            let request = PruneRequest(.versions([Self.version(1), Self.version(3)]))
            for number in [1, 3] as [Int64] { try await copy(test, Self.table(number), to: "kept\(number)") }
            var (instant, isReached) = (0, true)
            while isReached {
                instant += 1
                isReached = try await test.interrupting(at: instant, of: Self.steps) {
                    _ = try await $0.prune(request)
                }
                do {
                    _ = try await runner.planDown(.everything)
                } catch let error as SutureError where error.code == .irreversible {}
                _ = try await runner.prune(request)
                #expect(try await runner.journals().map(\.isPruned) == [true, true], "instant \(instant)")
                #expect(try await journalTables(test) == [], "instant \(instant)")
                // As if it had never been done.
                try await test.execute("UPDATE suture_journal SET state = 'done'")
                for number in [1, 3] as [Int64] { try await copy(test, "kept\(number)", to: Self.table(number)) }
            }
            #expect(instant > 5)
        }
    }

    /// An interrupted version needs its journal; so it is not dropped, named or not.
    @Test(arguments: await TestServers.all())
    func refusesWhatIsNotThereOrNotEnded(server: TestServer) async throws {
        try await withVersions(server) { test, runner, start async throws in
            let unknown = await #expect(throws: SutureError.self) {
                _ = try await runner.prune(PruneRequest(.versions([Self.version(7)])))
            }
            #expect(unknown?.code == .unknownVersion)
            try await test.execute(
                "UPDATE suture_history SET state = 'reverting' WHERE version = \(Self.version(3).number)"
            )
            let interrupted = await #expect(throws: SutureError.self) {
                _ = try await runner.prune(PruneRequest(.versions([Self.version(1), Self.version(3)])))
            }
            #expect(interrupted?.outcome == .refused)
            #expect(try await journalTables(test).count == 2)
            let dropped = try await runner.prune(PruneRequest(.olderThan(days: 0)))
            #expect(dropped.map(\.version) == [Self.version(1)])
            _ = try await runner.down(Self.to(1))
            #expect(try await test.text("SELECT note FROM firms WHERE id = 3") == "y")
        }
    }

    /// Somebody has dropped a journal by hand: a rollback is refused until the journal is pruned.
    @Test(arguments: await TestServers.all())
    func takesForGoneWhatSomebodyHasDropped(server: TestServer) async throws {
        try await withVersions(server) { test, runner, _ async throws in
            try await test.execute("DROP TABLE \(identifier: Self.table(1))")
            let error = await #expect(throws: SutureError.self) { _ = try await runner.down(.everything) }
            #expect(error?.code == .stateInvalid)
            #expect(error?.remedy.contains("suture journal prune \(Self.version(1))") == true)
            _ = try await runner.prune(PruneRequest(.versions([Self.version(1)])))
            await expectIrreversible(runner, .everything)
        }
    }

    /// Rows that a rollback has overwritten are retained as long as a journal.
    @Test(arguments: await TestServers.all())
    func dropsWhatARollbackHasOverwritten(server: TestServer) async throws {
        try await withVersions(server) { test, runner, start async throws in
            try await test.execute("UPDATE firms SET note = 'edited' WHERE id = 1")
            var request = DownRequest.everything
            request.conflictPolicy = .restore
            _ = try await runner.down(request)
            #expect(try await test.fingerprint().differences(from: start) == [])
            let kept = try await runner.journals()
            #expect(kept.map(\.version) == [Self.version(1)])
            #expect(kept.flatMap(\.tables).map { $0.hasPrefix("suture_overwritten_") } == [true])
            #expect(try await runner.prune(PruneRequest(.olderThan(days: 1))).isEmpty)
            #expect(try await runner.prune(PruneRequest(.olderThan(days: 0))).map(\.version) == [Self.version(1)])
            #expect(try await test.stateTables().filter { $0.hasPrefix("suture_overwritten_") } == [])
            _ = try await runner.up()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
