import MySQLClient
import SutureTesting

/// Random writes of another session to the tables of a case after the merge; refused ones are skipped.
struct RandomEdits {
    private let test: RandomCase
    private var random: SeededGenerator

    init(_ test: RandomCase, seed: UInt64) {
        self.test = test
        random = SeededGenerator(seed: seed &+ 1_000_000)
    }

    /// Makes a few edits.
    ///
    /// - Parameters:
    ///   - now: The current rows.
    ///   - start: The rows before the merge, for the keys that it retired.
    /// - Throws: `MySQLError` when the connection is lost.
    mutating func make(_ now: RowSnapshot, since start: RowSnapshot) async throws {
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            guard let statement = try await edit(now, since: start) else { continue }
            do {
                try await test.connection.run { _ = try $0.execute(statement) }
            } catch is MySQLError {}
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.randomElement(using: &random)
    }

    private func row(_ key: String) -> Statement {
        "HEX(CAST(id AS BINARY)) = \(key)"
    }

    private mutating func edit(_ now: RowSnapshot, since start: RowSnapshot) async throws -> Statement? {
        guard let table = pick(test.schema.tables), let key = pick((now.rows[table] ?? []).sorted()) else { return nil }
        switch Int.random(in: 0...6, using: &random) {
        case 0:
            return "UPDATE \(identifier: table) SET name = 'edited' WHERE \(row(key))"
        case 1:
            let value = pick(RandomSchema.oddValues) ?? "NULL"
            return "UPDATE \(identifier: table) SET note = \(raw: value) WHERE \(row(key))"
        case 2:
            guard let link = pick(test.schema.links.filter { $0.table == table }),
                let parent = pick((now.rows[link.parent] ?? []).sorted())
            else { return nil }
            return """
                UPDATE \(identifier: table) SET \(identifier: link.column) = (SELECT v FROM
                  (SELECT \(identifier: link.parentColumn) AS v FROM \(identifier: link.parent) WHERE \(row(parent))) AS p)
                WHERE \(row(key))
                """
        case 3:
            return "DELETE FROM \(identifier: table) WHERE \(row(key))"
        case 4:
            let id = test.schema.keyType(of: table).value(Int.random(in: 60...90, using: &random))
            return try await copy(table, key, id: "\(raw: id)")
        case 5:
            return takeValues(table, key, now, since: start)
        default:
            let retired = (start.rows[table] ?? []).subtracting(now.rows[table] ?? [])
            guard let old = pick(retired.sorted()) else { return nil }
            let isBinary = test.schema.keyType(of: table) == .binary
            return try await copy(
                table,
                key,
                id: isBinary ? "X'\(raw: old)'" : "CONVERT(X'\(raw: old)' USING utf8mb4)"
            )
        }
    }

    /// Gives a row the values of a deleted one in the columns of unique keys.
    private mutating func takeValues(_ table: String, _ key: String, _ now: RowSnapshot, since start: RowSnapshot)
        -> Statement?
    {
        let changed = (start.rows[table] ?? [])
            .filter { old in
                start.cells.contains {
                    $0.key.table == table && $0.key.key == old && now.cells[$0.key] != .some($0.value)
                }
            }
        guard let old = pick(changed.sorted()) else { return nil }
        var columns = [(name: "name", isBinary: false)]
        for link in test.schema.links where link.table == table && link.parentColumn == "id" {
            columns.append((link.column, test.schema.keyType(of: link.parent) == .binary))
        }
        let values = columns.map { column -> Statement in
            let cell = RowSnapshot.Cell(table: table, key: old, column: column.name)
            let value = (start.cells[cell] ?? nil)
                .map { column.isBinary ? "X'\(raw: $0)'" : "CONVERT(X'\(raw: $0)' USING utf8mb4)" as Statement }
            return "\(identifier: column.name) = \(value ?? "NULL")"
        }
        return "UPDATE \(identifier: table) SET \(values.joined(separator: ", ")) WHERE \(row(key))"
    }

    private func copy(_ table: String, _ key: String, id: Statement) async throws -> Statement {
        let columns = try await test.connection.run { try RowSnapshot.columns(of: table, $0) }.filter { $0 != "id" }
        return """
            INSERT INTO \(identifier: table) (id, \(identifiers: columns))
            SELECT \(id), \(identifiers: columns) FROM \(identifier: table) WHERE \(row(key))
            """
    }
}
