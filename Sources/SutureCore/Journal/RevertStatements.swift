import MySQLClient

/// The statements that revert one chunk of a change.
struct RevertStatements {
    let entry: JournalEntry
    let table: Table
    let names: StateNames
    /// The foreign keys for which the journal marks the rows that broke them.
    let broken: BrokenKeys
    /// True to restore the last row of a chunk first, so that each has its unique value back before it is needed.
    var startsWithLast = false

    /// The prefix of the names of the tables of overwritten rows.
    static let overwrittenPrefix = "suture_overwritten_"

    private var journal: Statement { names.table(entry.journalTable) }
    private var target: Statement { "\(table: table)" }
    private var comparison: RowComparison { RowComparison(entry: entry, table: table) }

    /// The rows of a chunk, by whether they had a dangling reference before the change.
    enum Rows { case all, marked, unmarked }

    /// Returns the condition for the journal rows `j` of a chunk that are restored.
    func within(_ range: ClosedRange<UInt64>, _ rows: Rows = .all) -> Statement {
        let marked = broken.keys.isEmpty ? "FALSE" : broken.isMarked
        return switch rows {
        case .all: all(within: range)
        case .marked: "\(all(within: range)) AND \(marked)"
        case .unmarked: "\(all(within: range)) AND NOT \(marked)"
        }
    }

    private func all(within range: ClosedRange<UInt64>) -> Statement {
        """
        j.\(identifier: JournalColumn.sequence) BETWEEN \(range.lowerBound) AND \(range.upperBound)
        AND NOT j.\(identifier: JournalColumn.kept)
        """
    }

    private func old(_ column: String) -> Statement {
        "j.\(identifier: JournalColumn.name(.old, column))"
    }

    /// Counts the rows that have changed since the change.
    func countConflicts(_ range: ClosedRange<UInt64>, locks: Bool) -> Statement {
        let lock: Statement = locks ? "FOR UPDATE" : ""
        return """
            SELECT COUNT(*) FROM (
              SELECT j.\(identifier: JournalColumn.sequence) FROM \(journal) AS j
              LEFT JOIN \(table.byKey("t")) ON \(entry.keyMatch())
              WHERE \(within(range)) AND \(comparison.isConflict) \(lock)) AS c
            """
    }

    /// The table for rows that `--on-conflict restore` overwrites.
    private var overwritten: Statement {
        names.table(
            "\(RevertStatements.overwrittenPrefix)\(entry.version)_\(entry.step)_\(entry.round)_\(entry.ordinal)"
        )
    }

    /// Creates the table of overwritten rows, with the columns of the source.
    var createOverwritten: Statement {
        let columns = table.writableColumns
            .map { "\(identifier: $0.name) \($0.storageType(isNullable: true))" as Statement }
            .joined(separator: ", ")
        return """
            CREATE TABLE IF NOT EXISTS \(overwritten) (
              \(identifier: JournalColumn.sequence) BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, \(columns)
            ) \(OwnTable.options)
            """
    }

    /// Saves the rows that are about to be overwritten.
    func keepOverwritten(_ range: ClosedRange<UInt64>) -> Statement {
        let columns = table.writableColumns.map(\.name)
        let values = columns.map { "t.\(identifier: $0)" as Statement }.joined(separator: ", ")
        return """
            INSERT INTO \(overwritten) (\(identifiers: columns))
            SELECT \(values) FROM \(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(entry.keyMatch())
            WHERE \(within(range)) AND NOT \(comparison.allUntouched) FOR UPDATE
            """
    }

    /// Counts the rows of a chunk that had a dangling reference before the change.
    func countMarked(_ range: ClosedRange<UInt64>) -> Statement {
        "SELECT COUNT(*) FROM \(journal) AS j WHERE \(within(range, .marked))"
    }

    /// Restores the rows: those that are unchanged since, or all of them.
    func putBack(_ range: ClosedRange<UInt64>, _ rows: Rows, overwrites: Bool) -> [Statement] {
        let untouched: Statement = overwrites ? "" : "AND \(comparison.allUntouched)"
        switch entry.kind {
        case .insert:
            return [
                """
                DELETE t FROM \(journal) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(entry.keyMatch())
                WHERE \(within(range, rows)) \(untouched)
                """
            ]
        case .delete:
            let values = entry.changedColumns.map { old($0) }.joined(separator: ", ")
            let insert: Statement = """
                INSERT INTO \(target) (\(identifiers: entry.changedColumns))
                SELECT \(values) FROM \(journal) AS j LEFT JOIN \(table.byKey("t")) ON \(entry.keyMatch())
                WHERE \(within(range, rows)) AND t.\(identifier: entry.keyColumns.first ?? "") IS NULL
                """
            return overwrites ? [update(range, rows, untouched), insert] : [insert]
        default:
            return [update(range, rows, untouched)]
        }
    }

    private func update(_ range: ClosedRange<UInt64>, _ rows: Rows, _ untouched: Statement) -> Statement {
        let values = entry.changedColumns.map { "t.\(identifier: $0) = \(old($0))" as Statement }
        // A limit keeps the order of a subquery.
        let source: Statement =
            startsWithLast
            ? """
            (SELECT * FROM \(journal) AS j WHERE \(all(within: range))
            ORDER BY \(identifier: JournalColumn.sequence) DESC LIMIT \(raw: String(UInt64.max)))
            """ : journal
        return """
            UPDATE \(source) AS j STRAIGHT_JOIN \(table.byKey("t")) ON \(entry.keyMatch())
            SET \((values + table.unchangedTimestamps(besides: entry.changedColumns)).joined(separator: ", "))
            WHERE \(within(range, rows)) \(untouched)
            """
    }
}
