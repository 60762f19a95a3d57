import MySQLClient

/// The expected state of a journalled row when its change is reverted: the values that the later changes of the
/// rollback restore before, or otherwise the row itself, as `t`.
struct StandingRow {
    let entry: JournalEntry
    /// Joins after the journal row `j`.
    let joins: Statement
    private let later: [JournalEntry]
    private let isTakenBack: (Statement) -> Statement

    /// Creates the row.
    ///
    /// - Parameters:
    ///   - entry: The change whose journal row is `j`.
    ///   - table: Its table.
    ///   - scan: The changes that the rollback reverts.
    ///   - key: The column of the journal with the row's key; by default, the row that was changed.
    init(entry: JournalEntry, table: Table, scan: ConflictScan, key: ((String) -> String)? = nil) {
        let key = key ?? entry.resultKey
        self.entry = entry
        isTakenBack = scan.isTakenBack
        later = scan.entries.filter { $0.table == entry.table && $0.hasRows && $0.order > entry.order }
        let journals = later.enumerated()
            .map { position, other -> Statement in
                let alias: Statement = "\(raw: "l\(position)")"
                let match = entry.keyColumns
                    .map { column -> Statement in
                        "\(alias).\(identifier: JournalColumn.name(.key, column)) = j.\(identifier: key(column))"
                    }
                    .joined(separator: " AND ")
                return "LEFT JOIN \(scan.journal(other)) AS \(alias) ON \(match) AND \(scan.isApplied(other, alias))"
            }
        let match = entry.keyColumns.map { "t.\(identifier: $0) = j.\(identifier: key($0))" as Statement }
        let row: Statement = "LEFT JOIN \(table.byKey("t")) ON \(match.joined(separator: " AND "))"
        joins = (journals + [row]).joined(separator: " ")
    }

    private static let sequence: Statement = "\(identifier: JournalColumn.sequence)"

    /// Tests whether the row will exist.
    var exists: Statement {
        chosen(later.map { _ in true }, otherwise: "t.\(identifier: entry.keyColumns.first ?? "") IS NOT NULL") {
            later[$0].kind == .insert ? "FALSE" : "TRUE"
        }
    }

    /// Returns the expected value of a column.
    func value(_ column: String) -> Statement {
        let isKnown = later.map { $0.kind != .insert && $0.changedColumns.contains(column) }
        return chosen(isKnown, otherwise: "t.\(identifier: column)") {
            "\(raw: "l\($0)").\(identifier: JournalColumn.name(.old, column))"
        }
    }

    /// Returns the expected value of a column once the change is reverted.
    func former(_ column: String) -> Statement {
        entry.changedColumns.contains(column) ? "j.\(identifier: JournalColumn.name(.old, column))" : value(column)
    }

    /// Returns a CASE over the later journals that have the row and restore it, the earliest first.
    private func chosen(_ isKnown: [Bool], otherwise: Statement, value: (Int) -> Statement) -> Statement {
        let cases = isKnown.indices.filter { isKnown[$0] }
            .map { position -> Statement in
                let alias: Statement = "\(raw: "l\(position)")"
                return "WHEN \(alias).\(Self.sequence) IS NOT NULL AND \(isTakenBack(alias)) THEN \(value(position))"
            }
        guard !cases.isEmpty else { return otherwise }
        return "(CASE \(cases.joined(separator: " ")) ELSE \(otherwise) END)"
    }
}
