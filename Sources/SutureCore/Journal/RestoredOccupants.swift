import MySQLClient

/// Looks for rows whose unique values the rollback itself gives to another row before.
///
/// A change frees a unique value, the application takes it for a row of its own, and a later change removes that row too:
/// when both are taken back, the application's row comes first, and the older one finds its value taken.
struct RestoredOccupants {
    let scan: ConflictScan

    /// One probe for each later change that may put such rows back.
    func probes(_ entry: JournalEntry, _ table: Table, _ index: Index) -> [ConflictScan.Probe] {
        let columns = index.columnNames
        guard columns.count == index.parts.count, columns.contains(where: entry.changedColumns.contains) else {
            return []
        }
        return scan.entries
            .filter { $0.table == entry.table && $0.hasRows && $0.order > entry.order && $0.putsBackKeys(columns) }
            .map { probe(entry, table, columns, $0) }
    }

    private func probe(
        _ entry: JournalEntry,
        _ table: Table,
        _ columns: [String],
        _ later: JournalEntry
    ) -> ConflictScan.Probe {
        let row = StandingRow(entry: entry, table: table, scan: scan)
        let former = columns.map { row.former($0) }.joined(separator: ", ")
        let restored = columns.map { column -> Statement in
            later.changedColumns.contains(column)
                ? "l.\(identifier: JournalColumn.name(.old, column))" : "q.\(identifier: column)"
        }
        let standing: Statement =
            later.kind == .delete
            ? ""
            : "JOIN \(table.byKey("q")) ON \(later.keyMatch(journal: "l", target: "q"))"
        // The list of values depends on nothing outside of it, so the server makes it once and looks values up in it; MySQL
        // does so for certain only when it is told to.
        let values: Statement = """
            SELECT /*+ SUBQUERY(MATERIALIZATION) */ \(restored.joined(separator: ", ")) FROM \(scan.journal(later)) AS l \(standing)
            WHERE \(scan.isApplied(later, "l")) AND \(scan.isTakenBack("l")) \(between(entry, later, columns))
            """
        let isSame = entry.keyColumns
            .map { "s.\(key($0)) = j.\(key($0))" as Statement }
            .joined(separator: " AND ")
        let source: Statement = """
            FROM \(scan.journal(entry)) AS j \(row.joins)
            WHERE \(scan.isApplied(entry, "j")) AND \(scan.isTakenBack("j")) AND (\(former)) IN (\(values))
            AND NOT EXISTS (SELECT 1 FROM \(scan.journal(later)) AS s WHERE \(isSame))
            """
        let names: Statement = "\(raw: Statement.literal(columns.joined(separator: ",")))"
        return ConflictScan.Probe(reason: "'occupied'", columns: names, source: source)
    }

    /// That no change between the two has the row: it would take the value away again, or the row with it.
    private func between(_ entry: JournalEntry, _ later: JournalEntry, _ columns: [String]) -> Statement {
        scan.entries
            .filter { $0.table == entry.table && $0.hasRows && $0.order > entry.order && $0.order < later.order }
            .filter { $0.touches(columns) }
            .map { other -> Statement in
                let match = entry.keyColumns
                    .map { "m.\(identifier: other.resultKey($0)) = l.\(key($0))" as Statement }
                    .joined(separator: " AND ")
                return """
                    AND NOT EXISTS (SELECT 1 FROM \(scan.journal(other)) AS m
                      WHERE \(match) AND \(scan.isTakenBack("m")))
                    """
            }
            .joined(separator: " ")
    }

    private func key(_ column: String) -> Statement {
        "\(identifier: JournalColumn.name(.key, column))"
    }
}
