import MySQLClient

/// Reads and writes `suture_journal`, the list of journalled changes of one step.
struct JournalStore {
    let session: Session
    let names: StateNames
    let version: MigrationVersion
    let step: Int

    /// Returns the name of the table for the rows of one change.
    static func table(_ version: MigrationVersion, _ step: Int, _ round: Int, _ ordinal: Int) -> String {
        "suture_journal_\(version)_\(step)_\(round)_\(ordinal)"
    }

    /// Returns the changes of the step in the order in which they were made.
    func all() throws -> [JournalEntry] {
        try session.rows(
            """
            SELECT * FROM \(names.journal) WHERE version = \(version.number) AND step = \(step)
            ORDER BY round, ordinal
            """
        )
        .map(JournalEntry.init(row:))
    }

    func find(round: Int, ordinal: Int) throws -> JournalEntry? {
        try session.firstRow(
            "SELECT * FROM \(names.journal) WHERE \(place(round: round, ordinal: ordinal))"
        )
        .map(JournalEntry.init(row:))
    }

    /// Records the intent to make a change.
    func begin(_ change: TableChange, table: Table, round: Int, ordinal: Int) throws -> JournalEntry {
        let changed = change.kind == .update ? change.assignments.map(\.column) : table.writableColumns.map(\.name)
        let movesCounter = TableCounter.isMoved(by: change.kind, of: changed, in: table)
        let entry = JournalEntry(
            version: version,
            step: step,
            round: round,
            ordinal: ordinal,
            name: change.name,
            table: table.name,
            kind: change.kind,
            keyColumns: table.keyColumns,
            changedColumns: changed,
            journalTable: Self.table(version, step, round, ordinal),
            tableCounter: movesCounter ? try TableCounter.read(table, in: session) : nil,
            state: .staging,
            position: 0,
            lastSequence: 0,
            changedRows: 0
        )
        try session.execute(
            """
            INSERT INTO \(names.journal) (version, step, round, ordinal, name, table_name, operation, key_columns,
              changed_columns, journal_table, table_counter, state)
            VALUES (\(version.number), \(step), \(round), \(ordinal), \(String(change.name.prefix(1000))), \(table.name),
              \(change.kind.rawValue), \(JournalEntry.text(entry.keyColumns)), \(JournalEntry.text(changed)),
              \(entry.journalTable), \(bind: entry.tableCounter), 'staging')
            """
        )
        return entry
    }

    /// Moves the cursor within the chunk's transaction.
    func save(_ entry: JournalEntry) throws {
        try session.execute(
            """
            UPDATE \(names.journal) SET state = \(entry.state.rawValue), position = \(entry.position),
              last_sequence = \(entry.lastSequence), changed_rows = \(entry.changedRows)
            WHERE \(place(round: entry.round, ordinal: entry.ordinal))
            """
        )
    }

    /// Removes the entry of a reverted change, and drops its rows.
    func remove(_ entry: JournalEntry) throws {
        try OwnTable(name: names.table(entry.journalTable)).drop(in: session)
        let place = place(round: entry.round, ordinal: entry.ordinal)
        try session.execute(StateNames.delete(from: names.journal, where: place))
    }

    private func place(round: Int, ordinal: Int) -> Statement {
        "version = \(version.number) AND step = \(step) AND round = \(round) AND ordinal = \(ordinal)"
    }
}
