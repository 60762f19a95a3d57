import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Merges of rows with a column of every type of the servers.
@Suite struct MergeTypeTests {
    struct TypeCase: CustomTestStringConvertible, Sendable {
        let type: String
        let values: (Statement, Statement)
        var servers: Set<ServerIdentity.Vendor> = [.mysql, .mariadb]
        var testDescription: String { type }

        static func of(_ type: String, _ first: Statement, _ second: Statement) -> TypeCase {
            TypeCase(type: type, values: (first, second))
        }
    }

    static let types: [TypeCase] = [
        .of("BIT(12)", "b'1'", "b'100000000000'"), .of("TINYINT(1)", "0", "1"), .of("SMALLINT", "-1", "1"),
        .of("MEDIUMINT UNSIGNED", "1", "2"), .of("INT(9) ZEROFILL", "1", "2"),
        .of("BIGINT UNSIGNED", "1", "18446744073709551615"), .of("DECIMAL(30,10)", "0.1", "0.2"),
        .of("FLOAT", "0.1", "0.2"), .of("DOUBLE", "1e-300", "2e-300"), .of("DATE", "'2026-01-01'", "'2026-01-02'"),
        .of("TIME(6)", "'-838:59:58.000001'", "'00:00:01'"),
        .of("DATETIME(6)", "'2026-01-01 00:00:00.000001'", "'2026-01-01 00:00:00.000002'"),
        .of("TIMESTAMP(3) NULL", "'2026-01-01 00:00:00.001'", "'2026-01-01 00:00:00.002'"), .of("YEAR", "1999", "2000"),
        .of("CHAR(5)", "'x'", "'y'"), .of("VARCHAR(50)", "'x'", "'y'"), .of("BINARY(4)", "x'00FF'", "x'00FE'"),
        .of("VARBINARY(50)", "x'00'", "x'01'"), .of("TINYBLOB", "x'FF'", "x'FE'"), .of("LONGBLOB", "x'FF'", "x'FE'"),
        .of("TINYTEXT", "'x'", "'y'"), .of("LONGTEXT", "'x'", "'y'"), .of("ENUM('b', 'a')", "'a'", "'b'"),
        .of("SET('x', 'y')", "'x'", "'x,y'"), .of("JSON", "'{\"a\": 1}'", "'{\"a\": 2}'"),
        .of("GEOMETRY", "POINT(1, 1)", "POINT(1, 2)"), .of("POINT", "POINT(1, 1)", "POINT(1, 2)"),
        .of("LINESTRING", "LINESTRING(POINT(0, 0), POINT(1, 1))", "LINESTRING(POINT(0, 0), POINT(1, 2))"),
        .of("MULTIPOINT", "MULTIPOINT(POINT(1, 1))", "MULTIPOINT(POINT(1, 2))"),
        .of("GEOMETRYCOLLECTION", "GEOMETRYCOLLECTION(POINT(1, 1))", "GEOMETRYCOLLECTION(POINT(1, 2))"),
        TypeCase(
            type: "VECTOR(3)",
            values: ("STRING_TO_VECTOR('[1,2,3]')", "STRING_TO_VECTOR('[1,2,4]')"),
            servers: [.mysql]
        ),
        TypeCase(
            type: "UUID",
            values: ("'123e4567-e89b-12d3-a456-426655440000'", "'123e4567-e89b-12d3-a456-426655440001'"),
            servers: [.mariadb]
        ),
        TypeCase(type: "INET4", values: ("'10.0.0.1'", "'10.0.0.2'"), servers: [.mariadb]),
        TypeCase(type: "INET6", values: ("'::1'", "'::2'"), servers: [.mariadb]),
    ]

    /// Steps, and whether a type without an order may be refused by them.
    static let steps: [(step: @Sendable () -> any Step, mayRefuse: Bool)] = [
        ({ MergeDuplicates(of: "p", by: ["name"]) }, false),
        ({ MergeDuplicates(of: "p", by: ["name"], survivor: [.hasValue("v")], fields: ["v": .fillBlank]) }, false),
        ({ MergeDuplicates(of: "p", by: ["name"], rules: [.separate(whenDiffers: "v")]) }, false),
        ({ MergeDuplicates(of: "p", by: ["name", "v"]) }, false),
        ({ MergeDuplicates(of: "p", by: ["name"], survivor: [.newest("v")]) }, true),
        ({ MergeDuplicates(of: "p", by: ["name"], fields: ["v": .maximum]) }, true),
        ({ MergeDuplicates(of: "p", by: ["name"], fields: ["v": .sum]) }, true),
    ]

    @Test(arguments: await TestServers.all(), types)
    func areMergedAndComeBack(server: TestServer, type: TypeCase) async throws {
        try await RunnerCase.with(server) { test in
            guard type.servers.contains(try await test.connection.run { $0.server.vendor }) else { return }
            let (first, second) = type.values
            for (number, (step, mayRefuse)) in Self.steps.enumerated() {
                try await test.execute(
                    "DROP TABLE IF EXISTS c, p",
                    "CREATE TABLE p (id INT PRIMARY KEY, name CHAR(1), v \(raw: type.type))",
                    "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id))",
                    """
                    INSERT INTO p VALUES (1, 'a', NULL), (2, 'a', \(first)), (3, 'b', \(first)), (4, 'b', \(first)),
                    (5, 'c', \(first)), (6, 'c', \(second))
                    """,
                    "INSERT INTO c SELECT id, id FROM p"
                )
                let start = try await test.fingerprint()
                let runner = try test.runner { step() }
                do {
                    let plan = try await runner.plan()
                    let up = try await runner.up()
                    #expect(
                        plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes),
                        "\(number)"
                    )
                    if number == 3 { #expect(try await test.count("p") == 5) }
                } catch let error as SutureError where mayRefuse {
                    // The sum is more than the column holds.
                    let isTooLarge = type.type == "BIGINT UNSIGNED" && error.code.rawValue == "sql-refused"
                    #expect(error.code == .unsupported || isTooLarge, "\(number): \(error)")
                }
                _ = try await runner.down(.everything)
                #expect(try await test.fingerprint().differences(from: start) == [], "\(number)")
            }
        }
    }

    /// A type without an order is compared as well where its values must not differ.
    @Test(arguments: await TestServers.all(), ["JSON", "POINT"])
    func stopsWhereValuesDiffer(server: TestServer, type: String) async throws {
        try await RunnerCase.with(server) { test in
            let values: (Statement, Statement) = type == "JSON" ? ("'[1]'", "'[2]'") : ("POINT(1, 1)", "POINT(1, 2)")
            try await test.execute(
                "CREATE TABLE p (id INT PRIMARY KEY, name CHAR(1), v \(raw: type))",
                "INSERT INTO p VALUES (1, 'a', \(values.0)), (2, 'a', \(values.1))"
            )
            let runner = try test.runner { MergeDuplicates(of: "p", by: ["name"], rules: [.stopWhenDiffers("v")]) }
            let blockers = try await runner.plan().flatMap { $0.steps.flatMap(\.notes) }.filter { $0.level == .blocker }
            #expect(blockers.map(\.code.rawValue) == ["classes-differ"])
        }
    }
}
