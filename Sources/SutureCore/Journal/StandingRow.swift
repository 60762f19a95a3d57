import MySQLClient

/// What will stand in a journalled row when its change is taken back: what the later changes of the rollback put there
/// before, and else the row itself, as `t`.
struct StandingRow {
    let entry: JournalEntry
    /// Joins after the journal row `j`.
    let joins: Statement
    private let later: [JournalEntry]

    init(entry: JournalEntry, table: Table, scan: ConflictScan) {
        self.entry = entry
        later = scan.entries.filter { $0.table == entry.table && $0.hasRows && $0.order > entry.order }
        let journals = later.enumerated()
            .map { position, other -> Statement in
                let alias: Statement = "\(raw: "l\(position)")"
                let match = entry.keyColumns
                    .map { column -> Statement in
                        "\(alias).\(identifier: JournalColumn.name(.key, column)) = j.\(identifier: entry.resultKey(column))"
                    }
                    .joined(separator: " AND ")
                return "LEFT JOIN \(scan.journal(other)) AS \(alias) ON \(match) AND \(scan.isApplied(other, alias))"
            }
        let row: Statement = "LEFT JOIN \(table: table) AS t ON \(entry.keyMatch())"
        joins = (journals + [row]).joined(separator: " ")
    }

    private static let sequence: Statement = "\(identifier: JournalColumn.sequence)"

    /// Whether the row will stand there.
    var exists: Statement {
        chosen(later.map { _ in true }, otherwise: "t.\(identifier: entry.keyColumns.first ?? "") IS NOT NULL") {
            later[$0].kind == .insert ? "FALSE" : "TRUE"
        }
    }

    /// What will stand in a column.
    func value(_ column: String) -> Statement {
        let isKnown = later.map { $0.kind != .insert && $0.changedColumns.contains(column) }
        return chosen(isKnown, otherwise: "t.\(identifier: column)") {
            "\(raw: "l\($0)").\(identifier: JournalColumn.name(.old, column))"
        }
    }

    /// What will stand in a column once the change is taken back.
    func former(_ column: String) -> Statement {
        entry.changedColumns.contains(column) ? "j.\(identifier: JournalColumn.name(.old, column))" : value(column)
    }

    /// A CASE over the later journals that have the row, the earliest first.
    private func chosen(_ isKnown: [Bool], otherwise: Statement, value: (Int) -> Statement) -> Statement {
        let cases = isKnown.indices.filter { isKnown[$0] }
            .map { "WHEN \(raw: "l\($0)").\(Self.sequence) IS NOT NULL THEN \(value($0))" as Statement }
        guard !cases.isEmpty else { return otherwise }
        return "(CASE \(cases.joined(separator: " ")) ELSE \(otherwise) END)"
    }
}
