import MySQLClient
import SutureCore

/// Finds rows that are similar but not equal, for a person to decide.
///
/// Rows are similar if their normal forms are equal, have the same words in another order, or are a few typing errors
/// apart; names with different numbers are never similar. A row that is similar to one of a class belongs to the class,
/// so its first and its last row may have little in common. Rows that are already equal, by the table's collation, are
/// represented by the one with the smallest key.
struct NearDuplicates {
    /// The table.
    let table: Table
    /// The columns in which rows are compared; rows with NULL in one of them are excluded.
    let columns: [String]
    /// The session.
    let session: Session

    private struct Row {
        let key: RowKey
        let text: String
        let equals: Int
    }

    /// Finds the classes.
    ///
    /// Memory grows with the distinct values of the columns.
    ///
    /// - Returns: The review, with every row undecided, in the order of the normal forms.
    /// - Throws: `SutureError`, `MySQLError`.
    func find() throws -> ReviewFile {
        var rows: [Row] = []
        var forms: [NormalForm] = []
        try read { key, values, equals in
            rows.append(Row(key: key, text: values.joined(separator: " | "), equals: equals))
            forms.append(NormalForm(values))
        }
        var sets = DisjointSets(count: rows.count)
        let texts = joinEqualForms(forms, &sets)
        joinNearForms(forms, of: texts, &sets)
        let classes = Dictionary(grouping: rows.indices) { sets.find($0) }.values
            .filter { $0.count > 1 }
            .sorted { (forms[$0[0]].text, $0[0]) < (forms[$1[0]].text, $1[0]) }
        return ReviewFile(
            table: table.name,
            columns: columns,
            date: try session.value("SELECT CAST(UTC_DATE() AS CHAR)") ?? "",
            classes: classes.map { members in
                ReviewFile.Class(
                    heading: forms[members[0]].shown,
                    remarks: [],
                    members: members.map { number in
                        let row = rows[number]
                        let equals = row.equals > 1 ? " ×\(row.equals)" : ""
                        return ReviewFile.Member(decision: .undecided, key: row.key, text: row.text + equals, line: 0)
                    }
                )
            }
        )
    }

    /// Reads the row with the smallest key of each class of equal rows, in the order of the keys.
    private func read(_ body: (RowKey, [String], Int) throws -> Void) throws {
        let rows = DuplicateRows(table: table, columns: columns, collation: nil)
        let terms = try rows.terms().joined(separator: ", ")
        let order = table.keyColumns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        let values = columns.enumerated()
            .map { "CAST(t.\(identifier: $1) AS CHAR) AS \(identifier: "v\($0)")" as Statement }
        let keys = table.keyColumns.map { "t.\(identifier: $0)" as Statement }
        try session.stream(
            """
            SELECT * FROM (
              SELECT \(KeyedRows.texts(table, "t")), \(values.joined(separator: ", ")),
                ROW_NUMBER() OVER (PARTITION BY \(terms) ORDER BY \(order)) AS place,
                COUNT(*) OVER (PARTITION BY \(terms)) AS equals,
                ROW_NUMBER() OVER (ORDER BY \(keys.joined(separator: ", "))) AS number
              FROM \(table: table) AS t WHERE \(rows.isComplete())
            ) AS r WHERE place = 1 ORDER BY number
            """
        ) { row in
            let texts = try columns.indices.map { try row.get("v\($0)", as: String.self) }
            try body(try KeyedRows.key(table, row), texts, try row.get("equals"))
        }
    }

    /// Joins rows whose forms have the same words, in any order.
    ///
    /// - Returns: One row of each text that remains to be compared.
    private func joinEqualForms(_ forms: [NormalForm], _ sets: inout DisjointSets) -> [Int] {
        var texts: [String: Int] = [:]
        var sorted: [String: Int] = [:]
        var first: [Int] = []
        for (number, form) in forms.enumerated() where !form.isEmpty {
            if let other = sorted[form.sorted] { sets.join(other, number) } else { sorted[form.sorted] = number }
            if texts[form.text] == nil {
                texts[form.text] = number
                first.append(number)
            }
        }
        return first
    }

    /// Joins rows whose forms are a few edits apart, and have the same numbers.
    private func joinNearForms(_ forms: [NormalForm], of rows: [Int], _ sets: inout DisjointSets) {
        var groups: [[String]: Int] = [:]
        let numbers = rows.map { row in
            let group = groups[forms[row].numbers] ?? groups.count
            groups[forms[row].numbers] = group
            return group
        }
        NearPairs(rows.map { forms[$0].text }, groups: numbers)
            .forEach { left, right, _ in sets.join(rows[left], rows[right]) }
    }
}

extension ReviewFile {
    /// Proposes similar rows for a person to decide; read-only.
    ///
    /// - Parameters:
    ///   - table: The table; it needs a primary key.
    ///   - columns: The columns in which rows are compared.
    ///   - session: The session; its database is the schema.
    /// - Returns: The review, with every row undecided.
    /// - Throws: `SutureError` when the table or a column does not exist; `MySQLError`.
    public static func propose(of table: String, by columns: [String], in session: Session) throws -> ReviewFile {
        let table = try Schema.read(in: session).table(table)
        try table.requireRepairable()
        let names = try columns.map { try table.requireColumn($0).name }
        return try NearDuplicates(table: table, columns: names, session: session).find()
    }
}
