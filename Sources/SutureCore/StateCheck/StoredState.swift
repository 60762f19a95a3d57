import MySQLClient

/// The raw content of Suture's own tables, not yet interpreted.
struct StoredState {
    /// The latest application of a version.
    struct History {
        let version: Int64
        let state: String
        let checksum: String

        /// True if the version's changes are in the database, wholly or in part.
        var isPresent: Bool { state != HistoryEntry.State.reverted.rawValue }
    }

    /// One step that was begun.
    struct Step {
        let place: StepPlace
        let state: String
        let round: Int
        let payload: String?
    }

    /// One journalled change.
    struct Change {
        let place: StepPlace
        let round: Int
        let ordinal: Int
        let table: String
        let operation: String
        let state: String
        let keyColumns: String
        let changedColumns: String
        let journalTable: String
        let position: UInt64
        let lastSequence: UInt64
        let changedRows: UInt64

        /// True if its rows were dropped on purpose.
        var isPruned: Bool { state == JournalEntry.State.pruned.rawValue }

        /// A short description of the place.
        var text: String {
            "\(operation) of \(table) in version \(place.version), step \(place.ordinal), round \(round), change \(ordinal)"
        }
    }

    let session: Session
    let names: StateNames
    let catalog: MigrationCatalog
    let history: [Int64: History]
    let steps: [StepPlace: Step]
    let changes: [Change]
    /// The versions whose journals the run needs.
    let needed: Set<Int64>
    /// The tables of the state schema whose names are Suture's.
    let tables: Set<String>

    /// The changes whose journals the run needs, without pruned ones; the code that needs those reports them.
    var journalled: [Change] { changes.filter { needed.contains($0.place.version) && !$0.isPruned } }

    /// Reads the tables; returns nil if they do not exist.
    static func read(_ scope: RunScope, needed: Set<Int64>) throws -> StoredState? {
        let (session, names) = (scope.session, scope.names)
        guard try StateTables(session: session, names: names).exist() else { return nil }
        let history = try session.rows("SELECT version, state, checksum FROM \(names.history) ORDER BY id")
            .map {
                History(version: try $0.get("version"), state: try $0.get("state"), checksum: try $0.get("checksum"))
            }
        let steps = try session.rows("SELECT version, ordinal, state, round, payload FROM \(names.steps)")
            .map { row in
                Step(
                    place: StepPlace(version: try row.get("version"), ordinal: try row.get("ordinal")),
                    state: try row.get("state"),
                    round: try row.get("round"),
                    payload: try row.get("payload")
                )
            }
        return StoredState(
            session: session,
            names: names,
            catalog: scope.catalog,
            history: Dictionary(history.map { ($0.version, $0) }) { $1 },
            steps: Dictionary(steps.map { ($0.place, $0) }) { $1 },
            changes: try changes(session, names),
            needed: needed,
            tables: try tables(session, names)
        )
    }

    private static func changes(_ session: Session, _ names: StateNames) throws -> [Change] {
        try session.rows("SELECT * FROM \(names.journal) ORDER BY version, step, round, ordinal")
            .map { row in
                Change(
                    place: StepPlace(version: try row.get("version"), ordinal: try row.get("step")),
                    round: try row.get("round"),
                    ordinal: try row.get("ordinal"),
                    table: try row.get("table_name"),
                    operation: try row.get("operation"),
                    state: try row.get("state"),
                    keyColumns: try row.get("key_columns"),
                    changedColumns: try row.get("changed_columns"),
                    journalTable: try row.get("journal_table"),
                    position: try row.get("position"),
                    lastSequence: try row.get("last_sequence"),
                    changedRows: try row.get("changed_rows")
                )
            }
    }

    private static func tables(_ session: Session, _ names: StateNames) throws -> Set<String> {
        let schema = try names.schema ?? session.database
        let rows = try session.rows(
            """
            SELECT TABLE_NAME AS name FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = \(bind: schema) AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME LIKE 'suture\\_%'
            """
        )
        return Set(try rows.map { try $0.get("name", as: String.self) })
    }
}
