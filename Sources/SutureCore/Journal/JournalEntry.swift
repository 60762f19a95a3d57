import Foundation
import MySQLClient

/// One journalled change, as in the table `suture_journal`.
struct JournalEntry {
    enum State: String {
        /// The keys of the rows are being collected; nothing is changed yet.
        case staging
        /// Chunks are being applied; those up to the position are done.
        case changing
        /// All chunks are applied.
        case done
        /// Chunks are being reverted; those above the position are done.
        case reverting
        /// All chunks are applied, and the rows of the journal were dropped: the change cannot be reverted.
        case pruned
    }

    let version: MigrationVersion
    let step: Int
    let round: Int
    let ordinal: Int
    let name: String
    let table: String
    let kind: ChangeKind
    let keyColumns: [String]
    let changedColumns: [String]
    let journalTable: String
    let tableCounter: UInt64?
    var state: State
    var position: UInt64
    var lastSequence: UInt64
    var changedRows: Int

    /// The entry's place among all journalled changes.
    var order: (Int64, Int, Int, Int) {
        (version.number, step, round, ordinal)
    }

    /// True if there are rows to revert; afterwards, the journal's table may be gone.
    var hasRows: Bool {
        changedRows > 0 && !isTakenBack && state != .pruned
    }

    private var isTakenBack: Bool {
        state == .reverting && position == 0
    }

    var planned: PlannedChange {
        PlannedChange(name: name, table: table, kind: kind, rows: changedRows)
    }

    /// Returns the column of the journal that holds the row's key after the change.
    func resultKey(_ column: String) -> String {
        let isRekeyed = kind == .update && changedColumns.contains(column)
        return JournalColumn.name(isRekeyed ? .new : .key, column)
    }

    /// Returns whether the change may remove, change or add a key of the columns.
    func touches(_ columns: [String]) -> Bool {
        kind != .update || !Set(columns).isDisjoint(with: changedColumns)
    }

    /// Tests that a journal row `j` is of a row whose key of the columns was removed, added or changed.
    func changes(_ columns: [String], _ table: Table) throws -> Statement {
        guard kind == .update else { return "TRUE" }
        let differences = try changedColumns.filter(columns.contains)
            .map { name -> Statement in
                let (old, new) = (JournalColumn.name(.old, name), JournalColumn.name(.new, name))
                return "NOT \(try table.requireColumn(name).isSame("j.\(identifier: old)", "j.\(identifier: new)"))"
            }
        return "(\(differences.joined(separator: " OR ")))"
    }

    /// Returns whether reverting the change may bring such a key back.
    func putsBackKeys(_ columns: [String]) -> Bool {
        kind != .insert && touches(columns)
    }

    /// Joins the journal row `journal` and the table row `target` by the key after the change.
    func keyMatch(journal: Statement = "j", target: Statement = "t") -> Statement {
        keyColumns
            .map { "\(target).\(identifier: $0) = \(journal).\(identifier: resultKey($0))" as Statement }
            .joined(separator: " AND ")
    }
}

extension JournalEntry {
    init(row: Row) throws {
        version = MigrationVersion(try row.get("version", as: Int64.self))
        step = try row.get("step")
        round = try row.get("round")
        ordinal = try row.get("ordinal")
        name = try row.get("name")
        table = try row.get("table_name")
        guard
            let kind = ChangeKind(rawValue: try row.get("operation")),
            let state = State(rawValue: try row.get("state"))
        else {
            throw SutureError(
                .stateInvalid,
                "suture_journal has an unknown state or operation at version \(version), step \(step).",
                remedy: "The table was edited by hand or written by a newer Suture; restore it from a backup."
            )
        }
        self.kind = kind
        self.state = state
        keyColumns = try JournalEntry.names(row.get("key_columns"))
        changedColumns = try JournalEntry.names(row.get("changed_columns"))
        journalTable = try row.get("journal_table")
        tableCounter = try row.get("table_counter")
        position = try row.get("position")
        lastSequence = try row.get("last_sequence")
        changedRows = try row.get("changed_rows")
    }

    static func names(_ text: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    static func text(_ names: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    }
}
