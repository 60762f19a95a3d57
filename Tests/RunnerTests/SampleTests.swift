import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Rehearsals on a sample of the rows, whose references stay whole.
@Suite struct SampleTests {
    private func fill(_ test: RunnerCase) async throws {
        try await test.execute(
            """
            CREATE TABLE regions (code VARCHAR(8), part INT, PRIMARY KEY (code, part))
            """,
            """
            CREATE TABLE parts (id INT PRIMARY KEY, above INT, code VARCHAR(8), part INT, weight INT NOT NULL DEFAULT 0,
              twice INT AS (weight * 2) STORED, FOREIGN KEY (code, part) REFERENCES regions (code, part))
            """,
            "CREATE TABLE remarks (part_id INT, kind VARCHAR(8), text VARCHAR(20))",
            "CREATE TABLE numbers (n INT PRIMARY KEY)",
            "INSERT INTO numbers VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
            "INSERT INTO regions SELECT CONCAT('r', a.n), b.n FROM numbers AS a JOIN numbers AS b",
            """
            INSERT INTO parts (id, above, code, part)
            SELECT i, NULLIF(i DIV 2, 0), CONCAT('r', i MOD 10), i DIV 10 MOD 10
            FROM (SELECT 1 + a.n + 10 * b.n + 100 * c.n AS i FROM numbers AS a JOIN numbers AS b JOIN numbers AS c) AS x
            """,
            "INSERT INTO remarks VALUES (1000, 'part', 'a'), (999, 'part', 'b'), (5000, 'other', 'c')"
        )
    }

    /// A row includes the row above it, that one the next, and each its region; a table without a key is copied whole.
    @Test(arguments: await TestServers.all())
    func bringsAlongWhatRowsReferTo(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            try await fill(test)
            let start = try await test.fingerprint()
            let runner = try test.runner {
                DeleteOrphans(in: "parts", whose: ["above": "parts"])
                AddForeignKey("fk_above", on: "parts", column: "above", references: "parts")
                Update("parts", set: ["weight": "weight + 1"], where: "TRUE")
            }
            let whole = try await runner.rehearse()
            let fivePercent: RehearsalSample? = RehearsalSample("5%")
            let report = try await runner.rehearse(sample: fivePercent)
            #expect(try await test.fingerprint().differences(from: start) == [])
            #expect(report.isGood)
            #expect(report.copy?.samplePercent == 5)
            #expect(report.foretold == nil)
            #expect(whole.totals.map(\.rows) == [1000])
            // No orphan appears, and there are more than five in a hundred rows, because of the rows above them.
            #expect(report.totals.map(\.kind) == [.update])
            let rows = report.totals.reduce(0) { $0 + $1.rows }
            #expect((51...500).contains(rows), "\(rows)")
            let again = try await runner.rehearse(sample: fivePercent)
            #expect(again.totals == report.totals)
        }
    }

    @Test func readsPartsAlone() {
        #expect(RehearsalSample("2.5%")?.percent == 2.5)
        #expect(RehearsalSample("100")?.percent == 100)
        for text in ["", "%", "0", "0.0%", "100.1", "-1", "1e2", "nan", "ten", "1..2"] {
            #expect(RehearsalSample(text) == nil, "\(text)")
        }
    }
}
