import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The properties of updates of columns with unique keys and constraints, over random tables, rows and values.
///
/// The server is the judge: a copy of the table either takes the rows as they are to be, or refuses them.
@Suite struct UpdatePropertyTests {
    private static let cases = (TestSettings.number("SUTURE_PROPERTY_CASES") ?? 500) / 10 + 1
    private static let seed = TestSettings.number("SUTURE_PROPERTY_SEED") ?? 1

    @Test(arguments: await TestServers.all())
    func theServerTakesWhatThePlanPromises(server: TestServer) async throws {
        var outcomes: [UpdateCase.Outcome: Int] = [:]
        for seed in Self.seed..<Self.seed + Self.cases {
            let comment = Comment(rawValue: "replay with SUTURE_PROPERTY_SEED=\(seed) SUTURE_PROPERTY_CASES=1")
            let outcome = try await server.withSchema(isLong: true) { configuration in
                try await Connection.with(configuration) { connection in
                    var random = SeededGenerator(seed: UInt64(seed))
                    let test = UpdateCase(&random, connection, configuration)
                    return try await test.run(comment)
                }
            }
            outcomes[outcome, default: 0] += 1
        }
        let counts = outcomes.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", ")
        print("update properties on \(server): \(counts)")
        if Self.cases >= 50 {
            for outcome in [UpdateCase.Outcome.updated, .impossible] {
                #expect(outcomes[outcome, default: 0] * 10 > Self.cases, "\(counts)")
            }
        }
    }
}

/// A random table and an update of it, which is planned, applied, reverted and applied again.
private struct UpdateCase {
    enum Outcome: String { case updated, impossible, exchange, nothing }

    private let connection: Connection
    private let configuration: ConnectionConfiguration
    private let definition: Statement
    private let rows: [Statement]
    private let values: [(column: String, value: Statement)]
    private let condition: Statement
    private let chunkRows: Int

    init(_ random: inout SeededGenerator, _ connection: Connection, _ configuration: ConnectionConfiguration) {
        func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &random)]
        }
        self.connection = connection
        self.configuration = configuration
        let keys: [Statement] = [
            "UNIQUE KEY (a)", "UNIQUE KEY (b, a)", "UNIQUE KEY (c)", "UNIQUE KEY (c(2), b)", "UNIQUE KEY (twice)",
            "CHECK (a < 40)", "CHECK (c <> 'c9x' OR b IS NULL)", "CHECK (a <> b)", "KEY (b)",
        ]
        let chosen = keys.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        definition = """
            (id INT PRIMARY KEY, a INT, b INT \(pick(["", "NOT NULL DEFAULT 3"] as [Statement])), c VARCHAR(5),
            twice INT AS (a * 2) \(pick(["STORED", "VIRTUAL"] as [Statement])), \(chosen.joined(separator: ", ")))
            """
        let ids = (1...60).shuffled(using: &random)
        rows = ids.prefix(Int.random(in: 3...30, using: &random))
            .map { id in
                let number = Int.random(in: 1...40, using: &random)
                let values: [Statement] = [
                    "\(id)", pick(["\(number)", "\(number)", "\(number)", "NULL"]),
                    "\(Int.random(in: 1...9, using: &random))",
                    pick(["CONCAT('c', \(number))", "CONCAT('c', \(number))", "NULL"]),
                ]
                return "(\(values.joined(separator: ", ")))"
            }
        let number: Statement = "\(Int.random(in: 1...4, using: &random))"
        let changes: [(String, Statement)] = [
            ("a", "a + \(number)"), ("a", "a - \(number)"), ("a", "-a"), ("a", number), ("a", "a * 2"),
            ("a", "CASE WHEN a % 2 = 0 THEN a + 1 ELSE a - 1 END"), ("a", "NULLIF(a, \(number))"),
            ("b", "b + \(number)"),
            ("b", "a"), ("c", "CONCAT(c, 'x')"), ("c", "UPPER(c)"), ("c", "CONCAT('c', b)"), ("b", "10 - b"),
        ]
        let first = pick(changes)
        let second = pick(changes)
        values = first.0 == second.0 || pick([true, false]) ? [first] : [first, second]
        condition = pick(["TRUE", "a > 10", "id % 2 = 0", "b < 6", "c IS NOT NULL", "a BETWEEN 5 AND 20"])
        chunkRows = pick([1, 3, 7, 20_000])
    }

    private func execute(_ statement: Statement) async throws {
        _ = try await connection.run { try $0.execute(statement) }
    }

    private func text(_ query: Statement) async throws -> String? {
        try await connection.run { try $0.value(query) }
    }

    private static func content(of table: Statement) -> Statement {
        """
        SELECT GROUP_CONCAT(id, '/', COALESCE(a, '-'), '/', COALESCE(b, '-'), '/', COALESCE(c, '-') ORDER BY id SEPARATOR ' ')
        FROM \(table)
        """
    }

    /// Writes the rows as they are to be into a copy of the table.
    ///
    /// - Returns: False if the server refuses them.
    private func judge() async throws -> Bool {
        let new = ["a", "b", "c"]
            .map { column -> Statement in
                guard let value = values.first(where: { $0.column == column })?.value else {
                    return "\(identifier: column)"
                }
                return "IF(\(condition), \(value), \(identifier: column))"
            }
        try await execute("CREATE TABLE judge LIKE things")
        do {
            try await execute("INSERT INTO judge (id, a, b, c) SELECT id, \(new.joined(separator: ", ")) FROM things")
            return true
        } catch is MySQLError {
            return false
        }
    }

    func run(_ comment: Comment) async throws -> Outcome {
        try await execute("SET SESSION group_concat_max_len = 100000")
        try await execute("CREATE TABLE things \(definition)")
        for row in rows {
            // A row that the keys or constraints do not allow is skipped.
            do { try await execute("INSERT INTO things (id, a, b, c) VALUES \(row)") } catch is MySQLError {}
        }
        let isPossible = try await judge()
        let wanted = try await text(Self.content(of: "judge"))
        try await execute("DROP TABLE judge")
        let runner = try runner()
        let start = try await MigrationTest.fingerprint(connection)
        let plan = try await runner.plan().flatMap(\.steps)
        let blockers = plan.flatMap(\.notes).filter { $0.level == .blocker }
        guard blockers.isEmpty else {
            let error = await #expect(throws: SutureError.self, comment) { _ = try await runner.up() }
            #expect(error?.outcome == .refused, comment)
            #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [], comment)
            let isExchange = blockers.allSatisfy { $0.text.contains("no order of the rows") }
            #expect(isPossible == isExchange, comment)
            return isExchange ? .exchange : .impossible
        }
        #expect(isPossible, comment)
        let up = try await runner.up()
        let changes = up.migrations.flatMap(\.changes)
        #expect(plan.flatMap(\.changes) == changes, comment)
        #expect(try await text(Self.content(of: "things")) == wanted, comment)
        let end = try await MigrationTest.fingerprint(connection)
        _ = try await runner.down(.everything)
        #expect(try await MigrationTest.fingerprint(connection).differences(from: start) == [], comment)
        _ = try await runner.up()
        #expect(try await MigrationTest.fingerprint(connection).differences(from: end) == [], comment)
        return changes.isEmpty ? .nothing : .updated
    }

    private func runner() throws -> MigrationRunner {
        let (first, last) = (values[0], values[values.count - 1])
        let step =
            values.count == 1
            ? Update("things", set: [first.column: first.value], where: condition)
            : Update("things", set: [first.column: first.value, last.column: last.value], where: condition)
        return try MigrationRunner.ofOneStep(step, connection, configuration, chunkRows: chunkRows)
    }
}
