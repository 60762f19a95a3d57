import MySQLClient
import SutureCore

/// The rows that rules or a review name one by one, looked up in the table, and the classes of equal rows that contain
/// them.
///
/// Memory grows with the rows that are named or kept apart, and with their duplicates; not with the table.
struct DecidedRows {
    let table: Table
    let session: Session
    let members: ClassMembers
    /// The rows by their numbers, with their keys as the server writes them.
    private(set) var keys: [RowKey] = []
    private var numbers: [RowKey: Int] = [:]

    init(members: ClassMembers, session: Session) {
        self.members = members
        self.table = members.table
        self.session = session
    }

    private mutating func number(of key: RowKey) -> Int {
        if let number = numbers[key] { return number }
        numbers[key] = keys.count
        keys.append(key)
        return keys.count - 1
    }

    /// Looks up rows; returns the number of each, or nil for a missing row.
    mutating func find(_ wanted: [RowKey]) throws -> [Int?] {
        guard !wanted.isEmpty else { return [] }
        let named = KeyedRows(
            table: table,
            entries: wanted.enumerated().map { KeyedRows.Entry(key: $1, group: $0) }
        )
        let rows = try session.rows(
            """
            SELECT n.g, \(KeyedRows.texts(table, "t")) FROM (\(try named.query())) AS n
            JOIN \(table: table) AS t ON \(match("t", "n"))
            """
        )
        var found: [Int?] = wanted.map { _ in nil }
        for row in rows {
            found[try row.get("g")] = number(of: try KeyedRows.key(table, row))
        }
        return found
    }

    /// Returns the pairs of equal rows for which a condition holds.
    mutating func pairs(where condition: Statement) throws -> [(Int, Int)] {
        let classed = try classed()
        return try pairs(
            """
            (\(classed)) AS l JOIN (\(classed)) AS r ON r.class = l.class
            JOIN \(table: table) AS a ON \(match("a", "l")) JOIN \(table: table) AS b ON \(match("b", "r"))
            WHERE NOT (\(match("a", "r"))) AND (\(condition))
            """
        )
    }

    /// Returns the pairs of rows of one group for which a condition holds, or whose values differ in a separating
    /// column.
    mutating func pairs(within groups: KeyedRows, where conditions: [Statement]) throws -> [(Int, Int)] {
        let differences = members.separating.map {
            "\($0.comparable("a.\(identifier: $0.name)")) <> \($0.comparable("b.\(identifier: $0.name)"))" as Statement
        }
        let all = (conditions + differences).map { "(\($0))" as Statement }
        guard !groups.isEmpty, !all.isEmpty else { return [] }
        let named = try groups.query()
        return try pairs(
            """
            (\(named)) AS l JOIN (\(named)) AS r ON r.g = l.g
            JOIN \(table: table) AS a ON \(match("a", "l")) JOIN \(table: table) AS b ON \(match("b", "r"))
            WHERE NOT (\(match("a", "r"))) AND (\(all.joined(separator: " OR ")))
            """
        )
    }

    private mutating func pairs(_ source: Statement) throws -> [(Int, Int)] {
        var found: [(RowKey, RowKey)] = []
        try session.stream(
            "SELECT \(KeyedRows.texts(table, "a", prefix: "x")), \(KeyedRows.texts(table, "b", prefix: "y")) FROM \(source)"
        ) { row in
            found.append((try KeyedRows.key(table, row, prefix: "x"), try KeyedRows.key(table, row, prefix: "y")))
        }
        return found.map { (number(of: $0), number(of: $1)) }
    }

    /// Returns the classes of equal rows that contain a row with a number.
    mutating func classes() throws -> [[Int]] {
        guard !keys.isEmpty else { return [] }
        let named = KeyedRows(table: table, entries: keys.map { KeyedRows.Entry(key: $0, group: 0) })
        let classed = try classed()
        let match = table.keyColumns.indices
            .map { "d.\(identifier: "k\($0)") = n.\(identifier: "k\($0)")" as Statement }
            .joined(separator: " AND ")
        var found: [Int: [RowKey]] = [:]
        try session.stream(
            """
            SELECT c.class, \(KeyedRows.texts(table, "t")) FROM (\(classed)) AS c
            JOIN \(table: table) AS t ON \(self.match("t", "c"))
            WHERE c.class IN (SELECT d.class FROM (\(classed)) AS d JOIN (\(try named.query())) AS n ON \(match))
            """
        ) { row in
            found[try row.get("class"), default: []].append(try KeyedRows.key(table, row))
        }
        return found.sorted { $0.key < $1.key }.map { each in each.value.map { number(of: $0) } }
    }

    /// Returns the rows that have duplicates, each with the number of its class.
    private func classed() throws -> Statement {
        let keys = table.keyColumns.indices.map { "members.\(identifier: "k\($0)")" as Statement }
        return """
            SELECT \(keys.joined(separator: ", ")), DENSE_RANK() OVER (ORDER BY \(try members.parts().joined(separator: ", "))) AS class
            FROM (\(try members.query())) AS members JOIN \(table: table) AS t ON \(members.keyMatch)
            """
    }

    /// Tests that a row of the table is the one of a derived table with `k0` and so on.
    private func match(_ row: Statement, _ named: Statement) -> Statement {
        table.keyColumns.enumerated()
            .map { "\(row).\(identifier: $1) = \(named).\(identifier: "k\($0)")" as Statement }
            .joined(separator: " AND ")
    }
}
