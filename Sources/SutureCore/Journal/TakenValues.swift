import MySQLClient

/// Looks for rows that cannot be restored since another row will have one of their unique values by then.
///
/// The owner of the value at the time of the revert counts. A row that the same change, or a later one, restores
/// releases its value before or at the same time; so these are compared by their future values.
struct TakenValues {
    let scan: ConflictScan
    let entry: JournalEntry
    let table: Table

    private var row: StandingRow { StandingRow(entry: entry, table: table, scan: scan) }

    /// Returns all queries for taken values of the change.
    func probes() -> [ConflictScan.Probe] {
        indexes.filter { !scan.dropped.contains($0.name, of: table.name, before: entry) }
            .compactMap { IndexValues($0, of: table) }
            .filter { !$0.columns.isDisjoint(with: entry.changedColumns) }
            .flatMap { values in
                [standing(values)] + meeting(values) + later(values).map { restored(values, $0) }
            }
    }

    /// The relevant indexes: an update may change the primary key; a row with the key of a deleted one is another kind
    /// of conflict.
    private var indexes: [Index] {
        table.uniqueIndexes + (entry.kind == .update ? [table.primaryKey].compactMap(\.self) : [])
    }

    private func later(_ values: IndexValues) -> [JournalEntry] {
        scan.entries.filter {
            $0.table == entry.table && $0.hasRows && $0.order > entry.order
                && $0.putsBackKeys(Array(values.columns))
        }
    }

    /// Finds a row that exists in the table, and that neither this change nor a later one restores.
    private func standing(_ values: IndexValues) -> ConflictScan.Probe {
        let former = values.values(row.former)
        let keys = entry.keyColumns
        let isOther: Statement = "NOT (\(entry.keyMatch(target: "x"))) \(notPutBack(values))"
        let occupants: Statement
        if values.hasPrefix {
            // A list that is built once, in which the server looks values up; LIMIT makes it build it.
            let found = zip(values.values(in: "x"), names(former.count)).map { "\($0) AS \($1)" as Statement }
            let list: Statement = """
                SELECT \((keys.map { "x.\(identifier: $0)" as Statement } + found).joined(separator: ", "))
                FROM \(table: table) AS x LIMIT 18446744073709551615
                """
            let match = zip(names(former.count), former).map { "x.\($0) = \($1)" as Statement }
            occupants = "JOIN (\(list)) AS x ON \(match.joined(separator: " AND "))"
        } else {
            let match = zip(values.values(in: "x"), former).map { "\($0) = \($1)" as Statement }
            occupants = "JOIN \(table: table) AS x ON \(match.joined(separator: " AND "))"
        }
        return probe(
            values,
            source:
                "FROM \(scan.journal(entry)) AS j \(row.joins) \(occupants) WHERE \(isPutBack("j", entry)) AND \(isOther)",
            occupant: Self.shown(keys.map { "x.\(identifier: $0)" })
        )
    }

    /// Tests that a row `x` is not one that this change, or a later one, restores with the columns of an index.
    private func notPutBack(_ values: IndexValues) -> Statement {
        scan.entries
            .filter {
                $0.table == entry.table && $0.hasRows && $0.order >= entry.order && $0.touches(Array(values.columns))
            }
            .map { other -> Statement in
                """
                AND NOT EXISTS (SELECT 1 FROM \(scan.journal(other)) AS j
                  WHERE \(other.keyMatch(target: "x")) AND \(isPutBack("j", other)) \(isUnedited(other)))
                """
            }
            .joined(separator: " ")
    }

    /// Tests that a row is not edited, where the two cannot be restored at once: there, an edited row keeps its value.
    private func isUnedited(_ other: JournalEntry) -> Statement {
        guard other.order == entry.order, !ValueExchange.isPossible(entry, table, in: scan.schema) else { return "" }
        let comparison = RowComparison(entry: entry, table: table, exists: "TRUE") { "x.\(identifier: $0)" }
        return "AND \(comparison.allUntouched)"
    }

    /// Finds rows of this change that will be equal: it wrote only some columns of the index, and others were edited
    /// since.
    private func meeting(_ values: IndexValues) -> [ConflictScan.Probe] {
        let written = table.writableColumns.map(\.name).filter(values.columns.contains)
        guard entry.kind == .update, !written.allSatisfy(entry.changedColumns.contains) else { return [] }
        let former = values.values(row.former)
        let columns = names(former.count)
        let sequence: Statement = "\(identifier: JournalColumn.sequence)"
        let selected = zip(former, columns).map { "\($0) AS \($1)" as Statement }.joined(separator: ", ")
        let match = zip(columns, former).map { "x.\($0) = \($1)" as Statement }.joined(separator: " AND ")
        let rows: Statement = "FROM \(scan.journal(entry)) AS j \(row.joins)"
        let equals: Statement = """
            SELECT \(selected), MIN(j.\(sequence)) AS suture_first, MAX(j.\(sequence)) AS suture_last
            \(rows) WHERE \(isPutBack("j", entry)) GROUP BY \(columns.joined(separator: ", ")) HAVING COUNT(*) > 1
            """
        let shown = Self.shown(entry.keyColumns.map { "o.\(key($0))" })
        return [
            probe(
                values,
                source: "\(rows) JOIN (\(equals)) AS x ON \(match) WHERE \(isPutBack("j", entry))",
                occupant: """
                    (SELECT \(shown) FROM \(scan.journal(entry)) AS o
                      WHERE o.\(sequence) = IF(x.suture_first = j.\(sequence), x.suture_last, x.suture_first))
                    """
            )
        ]
    }

    /// Finds a row that the rollback itself restores before: its value was free in between, and another one had it.
    ///
    /// A change frees a unique value, the application takes it for a row of its own, and a later change removes that
    /// row too: when both are reverted, the application's row comes first, and the older one finds its value taken.
    private func restored(_ values: IndexValues, _ later: JournalEntry) -> ConflictScan.Probe {
        let former = values.values(row.former).joined(separator: ", ")
        let restored = values.values { column in
            later.changedColumns.contains(column)
                ? "l.\(identifier: JournalColumn.name(.old, column))" : "q.\(identifier: column)"
        }
        let standing: Statement =
            later.kind == .delete
            ? "" : "JOIN \(table.byKey("q")) ON \(later.keyMatch(journal: "l", target: "q"))"
        let rows: Statement = """
            FROM \(scan.journal(later)) AS l \(standing) WHERE \(isPutBack("l", later)) \(between(values, later))
            """
        let isSame = entry.keyColumns.map { "s.\(key($0)) = j.\(key($0))" as Statement }.joined(separator: " AND ")
        let source: Statement = """
            FROM \(scan.journal(entry)) AS j \(row.joins)
            WHERE \(isPutBack("j", entry)) AND (\(former)) IN (
              SELECT /*+ SUBQUERY(MATERIALIZATION) */ \(restored.joined(separator: ", ")) \(rows))
            AND NOT EXISTS (SELECT 1 FROM \(scan.journal(later)) AS s WHERE \(isSame))
            """
        let shown = Self.shown(entry.keyColumns.map { "l.\(key($0))" })
        let occupant: Statement =
            "(SELECT \(shown) \(rows) AND (\(restored.joined(separator: ", "))) = (\(former)) LIMIT 1)"
        return probe(values, source: source, occupant: occupant)
    }

    /// Tests that no change between the two has the row: it would take the value away again, or the row with it.
    private func between(_ values: IndexValues, _ later: JournalEntry) -> Statement {
        scan.entries
            .filter { $0.table == entry.table && $0.hasRows && $0.order > entry.order && $0.order < later.order }
            .filter { $0.touches(Array(values.columns)) }
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

    private func probe(_ values: IndexValues, source: Statement, occupant: Statement) -> ConflictScan.Probe {
        let names: Statement = "\(raw: Statement.literal(values.names.joined(separator: ",")))"
        return ConflictScan.Probe(reason: "'value-taken'", columns: names, source: source, occupant: occupant)
    }

    private func isPutBack(_ alias: Statement, _ entry: JournalEntry) -> Statement {
        "\(scan.isApplied(entry, alias)) AND \(scan.isTakenBack(alias))"
    }

    private func names(_ count: Int) -> [Statement] {
        (0..<count).map { "\(identifier: "suture_value\($0)")" }
    }

    private func key(_ column: String) -> Statement {
        "\(identifier: JournalColumn.name(.key, column))"
    }

    private static func shown(_ key: [Statement]) -> Statement {
        let parts = key.map { "CAST(\($0) AS CHAR)" as Statement }
        return "CONCAT_WS('/', \(parts.joined(separator: ", ")))"
    }
}
