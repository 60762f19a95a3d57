import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The findings of a check of migrations, without a server and with one.
@Suite struct LintTests {
    private static func migration(
        _ version: Int64,
        _ steps: @escaping @Sendable () -> [any Step]
    ) -> RegisteredMigration {
        RegisteredMigration(version: version, name: "M\(version)", file: "\(version)_M.swift", checksum: "0") {
            Steps(build: steps)
        }
    }

    /// Returns the findings of a merge and a unique key that a later migration adds, without remarks about the merge.
    private func findings(_ merge: MergeDuplicates, _ columns: [String]) -> [LintFinding] {
        let migrations = [
            Self.migration(2) { [AddUniqueKey("uq", on: "Firms", columns: columns)] }, Self.migration(1) { [merge] },
        ]
        return Lint(migrations).findings().filter { $0.version == MigrationVersion(2) }
    }

    private func merge(
        by columns: [String] = ["name"],
        collation: String? = nil,
        _ rules: MergeRule...,
        reviewed: ReviewedClasses? = nil
    ) -> MergeDuplicates {
        MergeDuplicates(of: "firms", by: columns, collation: collation, rules: rules, reviewed: reviewed)
    }

    @Test func tellsAKeyThatLacksASeparatingColumn() {
        let found = findings(
            merge(.separate(whenDiffers: "country"), .separate(whenDiffers: "kind")),
            ["Name", "kind"]
        )
        #expect(found.map(\.code) == ["separated-rows-under-key"])
        #expect(found.first?.level == .warning)
        #expect(found.first?.file == "2_M.swift")
        #expect(found.first?.step == 1)
        #expect(found.first?.kind == "add-unique-key")
        #expect(found.first?.remedy == "Make the key over (Name, kind, country).")
        #expect(findings(merge(.separate(whenDiffers: "country")), ["name", "country"]) == [])
        #expect(findings(merge(.stopWhenDiffers("country")), ["name"]) == [])
    }

    @Test func tellsAKeyUnderWhichSingleRowsAreKeptApart() {
        let review = ReviewedClasses(
            """
            table: firms
            columns: name
            date: 2026-11-24

            [acme]
            survivor 1  Acme
            merge    2  Acne
            separate 3  Acme
            """
        )
        for merge in [merge(.separate("1", "2")), merge(.separate(where: "a.x <> b.x")), merge(reviewed: review)] {
            let found = findings(merge, ["name"])
            #expect(found.map(\.code) == ["separated-rows-under-key"])
            #expect(found.first?.text.contains("no key over (name) can hold") == true)
        }
    }

    @Test func comparesTheColumnsOfKeyAndMerge() {
        #expect(findings(merge(), ["name"]) == [])
        #expect(findings(merge(by: ["name", "city"]), ["name"]).map(\.code) == ["key-over-fewer-columns"])
        #expect(findings(merge(by: ["name", "city"], .separate(whenDiffers: "country")), ["code"]) == [])
        #expect(findings(merge(collation: "utf8mb4_bin"), ["name"]).map(\.code) == ["collation-unknown"])
    }

    @Test func tellsStepsWithoutAWayBackAndMigrationsWithoutSteps() {
        let migrations = [
            Self.migration(1) {
                [SQL("DROP TABLE a", down: nil), SQL("CREATE TABLE a (i INT)", down: "DROP TABLE a")]
            },
            Self.migration(2) { [] }, Self.migration(3) { [SQL("SELECT 1", down: "SELECT 1")] },
            Self.migration(3) { [SQL("SELECT 1", down: "SELECT 1")] },
        ]
        let found = Lint(migrations).findings()
        #expect(found.map(\.code) == ["irreversible", "no-steps", "duplicate-version"])
        #expect(found.map(\.level) == [.warning, .error, .error])
        #expect(found.map(\.step) == [1, nil, nil])
        #expect(Lint(migrations).findings { $0 == MigrationVersion(1) }.map(\.code) == ["irreversible"])
    }

    @Test func tellsForeignKeysOverColumnsThatNobodyRepairs() {
        let keys: @Sendable () -> [any Step] = {
            [
                DeleteOrphans(in: "b", whose: ["x": "a"]),
                SynchronizePair(source: "a", partner: "c", sharing: [], belongs: "TRUE"),
                AddForeignKey("f1", on: "B", column: "X", references: "a"),
                AddForeignKey("f2", on: "c", column: "id", references: "a"),
                AddForeignKey("f3", on: "b", column: "y", references: "a"),
            ]
        }
        let found = Lint([Self.migration(1, keys)]).findings()
        #expect(found.map(\.code) == ["orphans-not-repaired"])
        #expect(found.first?.step == 5)
        #expect(found.first?.level == .info)
    }

    @Test func tellsWhatAMergeLeavesToTheData() {
        let merge = MergeDuplicates(of: "firms", by: ["name"], adoptingSuggested: true)
        let wrong = MergeDuplicates(of: "firms", by: ["name"], reviewed: ReviewedClasses("[a"))
        let key = AddUniqueKey("uq", on: "firms", columns: ["country", "name"])
        let codes = { (steps: [any Step]) in Lint([Self.migration(1) { steps }]).findings().map(\.code) }
        #expect(codes([merge]) == ["suggested-references-adopted", "duplicates-may-return"])
        #expect(codes([merge, key]) == ["suggested-references-adopted"])
        #expect(codes([key, wrong]) == ["duplicates-may-return", "review-invalid"])
    }

    /// With a connection the collations are known, and errors of `up` are reported, for pending migrations.
    @Test(arguments: await TestServers.all())
    func looksAtTheSchema(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(MergeTables.firms, MergeTables.rows)
            let start = try await test.fingerprint()
            let steps: @Sendable () -> [any Step] = {
                [
                    MergeDuplicates(of: "firms", by: ["name"], collation: "utf8mb4_bin"),
                    AddUniqueKey("uq", on: "firms", columns: ["name"]),
                    AddUniqueKey("uc", on: "firms", columns: ["code"]),
                    AddUniqueKey("un", on: "firms", columns: ["nam"]),
                    AddForeignKey("f", on: "firms", column: "x", references: "y"),
                ]
            }
            let runner = try test.runner { steps() }
            let found = try await runner.lint()
            let told = found.map { "\($0.step ?? 0) \($0.level) \($0.code)" }
            #expect(
                told == [
                    "2 warning collation-differs", "3 info nullable-unique-key", "4 error column-missing",
                    "5 error table-missing",
                    "5 info orphans-not-repaired",
                ]
            )
            #expect(found.first?.text.contains("utf8mb4_unicode_ci, the collation of firms.name") == true)
            #expect(try await runner.lint(after: MigrationVersion(20_260_101_000_000)) == [])
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(try await test.stateTables() == [])
            _ = try await runner.baseline(at: MigrationVersion(20_260_101_000_000))
            #expect(try await runner.lint() == [])
        }
    }
}

private struct Steps: Migration {
    let build: @Sendable () -> [any Step]
    var steps: [any Step] { build() }
}
