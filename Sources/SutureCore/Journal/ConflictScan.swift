import MySQLClient

/// Looks for conflicts of a rollback before anything is reverted.
///
/// The journals of one rollback follow each other: a later change may rightly have changed the result of an earlier
/// one. So each is compared with what the later ones will have restored by then, and with the row itself only where no
/// later one touched it.
struct ConflictScan {
    let session: Session
    let names: StateNames
    let schema: Schema
    /// All changes that the rollback reverts, the oldest first.
    let entries: [JournalEntry]
    /// The constraints that the rollback itself drops.
    let dropped: DroppedConstraints
    /// True if the rollback runs raw SQL, which may change columns before rows are restored to them.
    let runsSQL: Bool

    /// Finds the conflicts of all changes.
    func report() throws -> ConflictReport {
        var report = ConflictReport()
        for entry in entries where entry.hasRows {
            for probe in try probes(for: entry) {
                let counts = try session.rows(
                    "SELECT \(probe.reason) AS reason, COUNT(*) AS n \(probe.source) GROUP BY reason"
                )
                for row in counts { report.reasons[try Self.reason(of: row), default: 0] += try row.get("n") }
                guard !counts.isEmpty else { continue }
                report.tables.insert(entry.table)
                let room = ConflictReport.limit - report.conflicts.count
                report.conflicts += try list(probe, entry, limit: room)
            }
        }
        try countRows(&report)
        return report
    }

    /// Marks the rows in conflict, so that the rollback leaves them unchanged.
    ///
    /// - Returns: The number of marked rows, each counted once.
    func keepConflicts(_ context: (JournalEntry) -> StepContext) throws -> Int {
        var marked = 0
        repeat {
            // Another row may refer to an unchanged row, or an unchanged row may refer to one that would be removed.
            marked = try entries.filter(\.hasRows)
                .reduce(0) { sum, entry in
                    try probes(for: entry).reduce(sum) { try $0 + mark($1, entry, context(entry)) }
                }
        } while marked > 0
        return try keptRows()
    }

    private func mark(_ probe: Probe, _ entry: JournalEntry, _ context: StepContext) throws -> Int {
        let sequence: Statement = "\(identifier: JournalColumn.sequence)"
        let kept: Statement = "\(identifier: JournalColumn.kept)"
        // MySQL updates no table that its subquery reads, unless DISTINCT materializes the subquery first.
        return try context.chunk {
            let result = try session.execute(
                """
                UPDATE \(journal(entry)) AS k
                JOIN (SELECT DISTINCT j.\(sequence) AS s \(probe.source)) AS c ON c.s = k.\(sequence)
                SET k.\(kept) = TRUE WHERE NOT k.\(kept)
                """
            )
            return Int(result.matchedRows)
        }
    }

    private static func reason(of row: Row) throws -> Conflict.Reason {
        Conflict.Reason(rawValue: try row.get("reason")) ?? .edited
    }

    private func list(_ probe: Probe, _ entry: JournalEntry, limit: Int) throws -> [Conflict] {
        guard limit > 0 else { return [] }
        let key = entry.keyColumns.map { "j.\(identifier: JournalColumn.name(.key, $0))" as Statement }
        let shown = key.map { "CAST(\($0) AS CHAR)" as Statement }.joined(separator: ", ")
        let rows = try session.rows(
            """
            SELECT CONCAT_WS('/', \(shown)) AS shown_key, \(probe.reason) AS reason, \(probe.columns) AS shown_columns,
              \(probe.occupant ?? "NULL") AS occupant
            \(probe.source) ORDER BY j.\(identifier: JournalColumn.sequence) LIMIT \(raw: String(limit))
            """
        )
        return try rows.map { row in
            let columns = try row.get("shown_columns", as: String?.self) ?? ""
            return Conflict(
                version: entry.version,
                table: entry.table,
                key: try row.get("shown_key"),
                columns: columns.split(separator: ",").map(String.init),
                reason: try Self.reason(of: row),
                occupant: try row.get("occupant")
            )
        }
    }

    func journal(_ entry: JournalEntry) -> Statement {
        names.table(entry.journalTable)
    }

    /// Tests that an interrupted rollback has not yet reverted a journalled row.
    func isApplied(_ entry: JournalEntry, _ alias: Statement) -> Statement {
        "\(alias).\(identifier: JournalColumn.sequence) <= \(entry.position)"
    }

    /// Tests that a journalled row is not to remain unchanged.
    func isTakenBack(_ alias: Statement) -> Statement {
        "NOT \(alias).\(identifier: JournalColumn.kept)"
    }

    /// Tests that this rollback will not itself change one of the columns of a row.
    func notJournalled(_ table: String, alias: Statement, touching columns: [String]) -> Statement {
        entries.filter { $0.table == table && $0.hasRows && $0.touches(columns) }
            .map { other -> Statement in
                let match = other.keyMatch(journal: "n", target: alias)
                return "AND NOT EXISTS (SELECT 1 FROM \(journal(other)) AS n WHERE \(match) AND \(isTakenBack("n")))"
            }
            .joined(separator: " ")
    }
}
