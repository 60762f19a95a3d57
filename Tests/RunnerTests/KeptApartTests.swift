import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Rules that keep rows apart by a list, or by a condition over two rows.
@Suite struct KeptApartTests {
    private static let schools: Statement = """
        CREATE TABLE schools (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, country VARCHAR(2), opened INT, closed INT
        ) COLLATE utf8mb4_unicode_ci
        """

    private static let remaining: Statement = "SELECT GROUP_CONCAT(id ORDER BY id) FROM schools"

    /// Plans, applies, compares both, and reverts it; returns the survivors and the notes.
    private func merge(
        _ server: TestServer,
        _ rows: Statement,
        _ rules: MergeRule...
    ) async throws -> (staying: String?, notes: [Note]) {
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(Self.schools, rows)
            let start = try await test.fingerprint()
            let runner = try test.runner { MergeDuplicates(of: "schools", by: ["name"], rules: rules) }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            #expect(try await runner.verify().flatMap(\.findings) == [])
            let staying = try await test.text(Self.remaining)
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            return (staying, plan.flatMap { $0.steps.flatMap(\.notes) })
        }
    }

    @Test(arguments: await TestServers.all())
    func keepsListedRowsApart(server: TestServer) async throws {
        let rows: Statement = """
            INSERT INTO schools (id, name) VALUES (1, 'A'), (2, 'a'), (3, 'B'), (4, 'b'), (5, 'B'), (6, 'C'), (7, 'c')
            """
        let merged = try await merge(server, rows, .separate("1", "2"), .separate("3", "4"))
        // A is divided unambiguously; 5 could belong to 3 or to 4, so B is left unchanged.
        #expect(merged.staying == "1,2,3,4,5,6")
        let note = try #require(merged.notes.first { $0.code == .classesSeparated })
        #expect(note.text.contains("kept apart row by row, in 2 classes. 1 of them have no clean division"))
        #expect(note.remedy.contains("A unique key over (name)"))
    }

    @Test(arguments: await TestServers.all())
    func keepsPairsApartByACondition(server: TestServer) async throws {
        let rows: Statement = """
            INSERT INTO schools VALUES (1, 'A', 'DE', NULL, NULL), (2, 'A', 'DE', NULL, NULL), (3, 'A', 'FR', NULL, NULL),
              (4, 'B', 'DE', NULL, NULL), (5, 'B', 'FR', NULL, NULL), (6, 'B', NULL, NULL, NULL),
              (7, 'C', 'DE', 1900, 1950), (8, 'C', 'DE', 1960, NULL), (9, 'D', NULL, 1, NULL), (10, 'D', NULL, 2, NULL)
            """
        let merged = try await merge(server, rows, .separate(where: "a.country <> b.country OR a.opened > b.closed"))
        #expect(merged.staying == "1,3,4,5,6,7,8,9")
        #expect(merged.notes.contains { $0.code == .classesSeparated && $0.text.contains("in 3 classes. 1 of them") })
    }

    @Test(arguments: await TestServers.all())
    func joinsWithTheRuleOfAColumn(server: TestServer) async throws {
        let rows: Statement = """
            INSERT INTO schools (id, name, country) VALUES (1, 'A', 'DE'), (2, 'A', 'DE'), (3, 'A', 'DE'), (4, 'A', 'FR'),
              (5, 'A', NULL), (6, 'A', 'FR')
            """
        let merged = try await merge(server, rows, .separate(whenDiffers: "country"), .separate("4", "6"))
        #expect(merged.staying == "1,4,5,6")
    }

    @Test(arguments: await TestServers.all())
    func refusesWhatCannotBeChecked(server: TestServer) async throws {
        let cases: [(MergeRule, SutureError.Code, String)] = [
            (.separate(where: "a.contry <> b.country"), .columnMissing, "contry"),
            (.separate(where: "country <> b.country"), .invalidMigration, "ambiguous"),
            (.separate(where: "a.country <>"), .invalidMigration, "syntax"),
            (.separate("1"), .invalidMigration, "does not name two rows"),
            (.separate("1", "2/3"), .invalidMigration, "2/3"),
            (.separate("1", "77", "ab"), .separatedRowMissing, "77, ab"),
        ]
        try await RunnerCase.with(server) { test async throws in
            try await test.execute(Self.schools, "INSERT INTO schools (id, name) VALUES (1, 'A'), (2, 'A')")
            for (rule, code, text) in cases {
                let runner = try test.runner { MergeDuplicates(of: "schools", by: ["name"], rules: [rule]) }
                let error = await #expect(throws: SutureError.self) { try await runner.up() }
                #expect(error?.code == code)
                #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
                #expect(try await test.count("schools") == 2)
            }
        }
    }
}
