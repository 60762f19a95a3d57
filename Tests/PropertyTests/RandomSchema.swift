import MySQLClient
import SutureRepair
import SutureTesting

/// A schema of a few tables with references of all kinds, rows with duplicates, and a merge of its first table.
struct RandomSchema {
    struct Link {
        let table: String
        let column: String
        let parent: String
        let parentColumn: String
        let isDeclared: Bool
    }

    private(set) var statements: [Statement] = []
    private(set) var tables: [String] = []
    private(set) var links: [Link] = []
    /// True if rows have dangling references by a declared key.
    private(set) var hasBrokenKeys = false
    private(set) var policies: [String: CollisionPolicy] = [:]
    private var random: SeededGenerator
    /// Tables in which the first row refers to itself, since each has to refer to one.
    private var rooted: Set<String> = []
    private var keyTypes: [String: KeyType] = [:]
    /// The unique reference column of a table, to which others may refer instead of its primary key.
    private var uniqueReferences: [String: (column: String, type: KeyType, isNullable: Bool)] = [:]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let count = chance(90) ? Int.random(in: 1...6, using: &random) : Int.random(in: 7...11, using: &random)
        for number in 0...count { addTable(number) }
        for number in 0...count { addRows(number) }
        for number in 0..<3 where chance(25) { addCycle(number) }
        for (number, link) in links.enumerated() where link.isDeclared && chance(8) { breakKey(link, number) }
    }

    /// The merge, with the undeclared references named.
    var merge: MergeDuplicates {
        MergeDuplicates(
            of: tables[0],
            by: ["name"],
            fields: ["note": .fillBlank],
            undeclared: links.filter { !$0.isDeclared }.map { MergeReference($0.table, $0.column, to: $0.parent) },
            collisions: policies
        )
    }

    func keyType(of table: String) -> KeyType {
        keyTypes[table] ?? .integer
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 1...100, using: &random) <= percent
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func addTable(_ number: Int) {
        let name = "t\(number)"
        let key = pick(KeyType.allCases)
        keyTypes[name] = key
        var parts: [String] = [
            "id \(key.sql) NOT NULL PRIMARY KEY", "name VARCHAR(20) COLLATE \(pick(Self.collations)) NOT NULL",
        ]
        parts += ["note \(pick(Self.oddTypes)) NULL", "odd \(pick(Self.oddTypes)) NULL"]
        if chance(25) {
            parts.append("computed VARCHAR(30) AS (CONCAT(name, '!')) \(chance(50) ? "VIRTUAL" : "STORED")")
        }
        var unique: [String] = []
        if number > 0 {
            for reference in 0..<Int.random(in: 1...2, using: &random) {
                addReference(name, reference, &parts, &unique)
            }
        }
        if chance(25) {
            parts.append(addSelfReference(name, key, isNullable: chance(85)))
            if chance(60) { parts.append("UNIQUE KEY siblings (parent, name)") }
        }
        if number > 0, chance(60) {
            parts.append(
                "UNIQUE KEY u_\(number) (\((unique.shuffled(using: &random) + ["name"]).joined(separator: ", ")))"
            )
        }
        let isBelow = links.contains { $0.table == name && ($0.parent == tables.first || policies[$0.parent] != nil) }
        if number > 0, isBelow, chance(85) { policies[name] = chance(80) ? .merge : .keepSurvivors }
        tables.append(name)
        statements.append("CREATE TABLE \(raw: name) (\(raw: parts.joined(separator: ", "))) CHARSET utf8mb4")
    }

    private mutating func addReference(
        _ name: String,
        _ number: Int,
        _ parts: inout [String],
        _ unique: inout [String]
    ) {
        let parent = chance(50) ? tables[0] : pick(tables)
        let column = "r\(number)"
        let byOther = uniqueReferences[parent].flatMap { chance(50) ? $0 : nil }
        let type = byOther?.type ?? keyTypes[parent] ?? .integer
        let isNullable = chance(50)
        let isDeclared = byOther != nil || chance(80)
        parts.append("\(column) \(type.sql) \(isNullable ? "NULL" : "NOT NULL")")
        if isDeclared {
            let actions = isNullable ? Self.actions + ["SET NULL"] : Self.actions
            // MariaDB allows no cascade of updates from a nullable column into one that is not.
            let cascades = isNullable || byOther?.isNullable != true
            parts.append(
                """
                CONSTRAINT f_\(name)_\(number) FOREIGN KEY (\(column)) REFERENCES \(parent) (\(byOther?.column ?? "id"))
                ON DELETE \(pick(actions)) ON UPDATE \(pick(actions.filter { cascades || $0 != "CASCADE" }))
                """
            )
        }
        links.append(
            Link(
                table: name,
                column: column,
                parent: parent,
                parentColumn: byOther?.column ?? "id",
                isDeclared: isDeclared
            )
        )
        if number == 0, byOther == nil, isDeclared, chance(25) {
            parts.append("UNIQUE KEY (\(column))")
            uniqueReferences[name] = (column, type, isNullable)
        } else {
            unique.append(column)
        }
    }

    private mutating func addSelfReference(_ name: String, _ key: KeyType, isNullable: Bool) -> String {
        links.append(Link(table: name, column: "parent", parent: name, parentColumn: "id", isDeclared: true))
        if !isNullable { rooted.insert(name) }
        return """
            parent \(key.sql) \(isNullable ? "NULL" : "NOT NULL"), CONSTRAINT s_\(name) FOREIGN KEY (parent) REFERENCES \(name) (id)
            ON DELETE \(pick(Self.actions))
            """
    }

    /// Rows of a table refer to one that refers to it, or to any other.
    private mutating func addCycle(_ number: Int) {
        let losing = links.filter { $0.table != $0.parent && policies[$0.table] != nil }
        guard let link = chance(80) ? losing.randomElement(using: &random) : links.randomElement(using: &random) else {
            return
        }
        let (table, parent) = (link.parent, link.table)
        let type = keyType(of: parent)
        let column = "back\(number)"
        links.append(Link(table: table, column: column, parent: parent, parentColumn: "id", isDeclared: true))
        statements += [
            """
            ALTER TABLE \(raw: table) ADD COLUMN \(raw: column) \(raw: type.sql) NULL,
            ADD CONSTRAINT cycle\(raw: "\(number)") FOREIGN KEY (\(raw: column)) REFERENCES \(raw: parent) (id)
            ON DELETE \(raw: pick(Self.actions))
            """,
            """
            UPDATE IGNORE \(raw: table) SET \(raw: column) = (SELECT v FROM (SELECT id AS v, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n,
              COUNT(*) OVER () AS c FROM \(raw: parent)) AS p WHERE n = CRC32(\(raw: table).id) % c) WHERE name > 'a'
            """,
        ]
        if chance(40) {
            statements += [
                """
                UPDATE IGNORE \(raw: table) SET \(raw: column) = (SELECT v FROM (SELECT MIN(id) AS v FROM \(raw: parent)) AS p)
                WHERE \(raw: column) IS NULL
                """,
                "ALTER TABLE \(raw: table) MODIFY \(raw: column) \(raw: type.sql) NOT NULL",
            ]
        }
        if chance(50) {
            let rest = pick(["name", "id"])
            statements.append(
                "ALTER TABLE \(raw: table) ADD UNIQUE KEY cycles\(raw: "\(number)") (\(raw: column), \(raw: rest))"
            )
        }
    }

    private mutating func addRows(_ number: Int) {
        let name = tables[number]
        let key = keyTypes[name] ?? .integer
        let own = links.filter { $0.table == name }
        for row in 1...Int.random(in: 2...14, using: &random) {
            let columns = ["id", "name", "note", "odd"] + own.map(\.column)
            var values: [String] = [
                key.value(row), "'\(pick(Self.names))'", pick(Self.oddValues), pick(Self.oddValues),
            ]
            for link in own {
                // A value that another row has; NULL if the column is nullable and no such value exists.
                let order = Int.random(in: 0...30, using: &random)
                let isOwn = link.parent == name && link.column == "parent" && rooted.contains(name)
                values.append(
                    """
                    COALESCE((SELECT v FROM (SELECT \(link.parentColumn) AS v, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n,
                    COUNT(*) OVER () AS c FROM \(link.parent)) AS p WHERE n = \(order) % c),
                    \(isOwn ? key.value(row) : "NULL"))
                    """
                )
            }
            statements.append(
                """
                INSERT IGNORE INTO \(raw: name) (\(raw: columns.joined(separator: ", ")))
                SELECT \(raw: values.joined(separator: ", "))
                """
            )
        }
    }

    /// Makes a row's reference dangle, as in one that was loaded with the checks off.
    private mutating func breakKey(_ link: Link, _ number: Int) {
        hasBrokenKeys = true
        let other = link.parentColumn == "id" ? nil : uniqueReferences[link.parent]?.type
        let missing = (other ?? keyType(of: link.parent)).value(900 + number)
        statements += [
            "SET foreign_key_checks = 0",
            """
            UPDATE \(raw: link.table) SET \(raw: link.column) = \(raw: missing)
            ORDER BY id \(raw: chance(50) ? "DESC" : "") LIMIT 1
            """,
            "SET foreign_key_checks = 1",
        ]
    }

    private static let collations = ["utf8mb4_bin", "utf8mb4_unicode_ci", "utf8mb4_general_ci"]
    private static let actions = ["RESTRICT", "CASCADE", "NO ACTION"]
    private static let names = ["a", "A", "b", "ä", "B", "\u{1F600}", "c"]
    private static let oddTypes = [
        "VARCHAR(30)", "BIT(5)", "JSON", "ENUM('x', 'y', '1')", "DECIMAL(20,4)", "VARBINARY(40)", "DATETIME(6)",
        "DOUBLE",
        "TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "DATE",
    ]
    static let oddValues = ["NULL", "'1'", "'x'", "'{\"a\": 1}'", "''", "'2020-02-02 02:02:02'", "1", "'0000-00-00'"]
}

/// The types of keys.
enum KeyType: CaseIterable {
    case integer, big, binary, text, decimal

    var sql: String {
        switch self {
        case .integer: "INT"
        case .big: "BIGINT UNSIGNED"
        case .binary: "BINARY(8)"
        case .text: "VARCHAR(20) COLLATE utf8mb4_unicode_ci"
        case .decimal: "DECIMAL(10,2)"
        }
    }

    func value(_ number: Int) -> String {
        switch self {
        case .integer: "\(number)"
        case .big: "\(9_000_000_000 + number)"
        case .binary: "X'00FF0000000000\(String(number + 16, radix: 16))'"
        case .text: "'k\u{00E9}y\(number)'"
        case .decimal: "\(number).25"
        }
    }
}
