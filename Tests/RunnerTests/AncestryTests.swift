import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Rows that are merged with one of their own ancestors.
@Suite struct AncestryTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var column = "INT NULL"
        let rows: Statement
        var survivor: [SurvivorRule] = []
        var fields: KeyValuePairs<String, FieldRule> = [:]
        /// The survivors, with their parents; nil if the plan refuses.
        let end: String?
    }

    static let cases: [Case] = [
        Case(
            testDescription: "the child stays",
            rows: "(1, 'root', NULL), (2, 'a', 1), (3, 'a', 2), (4, 'leaf', 3)",
            survivor: [.row(key: "3")],
            end: "1:-,3:1,4:3"
        ),
        Case(
            testDescription: "the parent stays",
            rows: "(1, 'root', NULL), (2, 'a', 1), (3, 'a', 2), (4, 'leaf', 3)",
            end: "1:-,2:1,4:2"
        ),
        Case(
            testDescription: "the grandchild stays, and a row is in between",
            rows: "(1, 'root', NULL), (2, 'a', 1), (3, 'b', 2), (4, 'a', 3)",
            survivor: [.row(key: "4")],
            end: "1:-,3:4,4:1"
        ),
        Case(
            testDescription: "the row above was the root",
            rows: "(2, 'a', NULL), (3, 'b', 2), (4, 'a', 3), (5, 'a', 4)",
            survivor: [.row(key: "5")],
            end: "3:5,5:-"
        ),
        Case(
            testDescription: "a root refers to itself",
            column: "INT NOT NULL",
            rows: "(2, 'a', 2), (3, 'b', 2), (4, 'a', 3), (7, 'c', 4)",
            survivor: [.row(key: "4")],
            end: "3:4,4:4,7:4"
        ),
        Case(
            testDescription: "the parent is filled from below",
            rows: "(1, 'root', NULL), (2, 'a', NULL), (3, 'b', 2), (4, 'a', 3), (5, 'a', 1)",
            fields: ["parent": .fillBlank],
            end: "1:-,2:1,3:2"
        ),
        Case(
            testDescription: "the parent is filled by one that goes",
            rows: "(1, 'root', NULL), (6, 'root', NULL), (2, 'a', NULL), (5, 'a', 6)",
            fields: ["parent": .fillBlank],
            end: "1:-,2:1"
        ),
        Case(
            testDescription: "two classes would be above each other",
            rows: "(1, 'a', 3), (2, 'a', NULL), (3, 'b', NULL), (4, 'b', 2)",
            survivor: [.row(key: "4")],
            end: nil
        ),
        Case(
            testDescription: "a cycle was there before",
            rows: "(1, 'a', 3), (2, 'a', NULL), (3, 'b', 1), (4, 'c', 4)",
            end: "1:3,3:1,4:4"
        ),
    ]

    @Test(arguments: await TestServers.all(), cases)
    func endsAsAForest(server: TestServer, given: Case) async throws {
        for key in ["", ", FOREIGN KEY (parent) REFERENCES p (id)"] {
            try await RunnerCase.with(server) { test in
                try await test.execute(
                    "SET foreign_key_checks = 0",
                    "CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), parent \(raw: given.column)\(raw: key))",
                    "INSERT INTO p VALUES \(given.rows)",
                    "SET foreign_key_checks = 1"
                )
                let start = try await test.fingerprint()
                let runner = try test.runner {
                    MergeDuplicates(
                        of: "p",
                        by: ["name"],
                        survivor: given.survivor,
                        fields: given.fields,
                        undeclared: [MergeReference("p", "parent")]
                    )
                }
                let plan = try await runner.plan()
                let blockers = plan.flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
                guard let end = given.end else {
                    #expect(blockers.map(\.code.rawValue) == ["ancestor-merged"])
                    await #expect(throws: SutureError.self) { _ = try await runner.up() }
                    #expect(try await test.fingerprint().differences(from: start) == [])
                    return
                }
                #expect(blockers.isEmpty, "\(blockers)")
                let up = try await runner.up()
                #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
                let rows = "SELECT GROUP_CONCAT(id, ':', COALESCE(parent, '-') ORDER BY id) FROM p" as Statement
                #expect(try await test.text(rows) == end)
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [])
            }
        }
    }
}
