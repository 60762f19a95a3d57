import MySQLClient

/// Checks that the columns that a change journalled still exist, with the same type.
///
/// Values journalled under one type may differ under another type, so nothing is restored to a column that was dropped
/// or changed since.
struct JournalledColumns {
    private let entry: JournalEntry
    /// The types of the journal's columns, by their names in lower case.
    private let types: [String: String]

    /// Reads the columns of the journal of a change.
    init(_ entry: JournalEntry, _ names: StateNames, in session: Session) throws {
        self.entry = entry
        types = try Self.types(entry, names, session)
    }

    /// Throws when a journalled column was dropped since.
    func requirePresent(in table: Table) throws {
        for name in entry.changedColumns where table.column(name) == nil {
            throw SutureError(
                .columnMissing,
                "\(entry.table).\(name) was journalled by version \(entry.version) and has been dropped since.",
                remedy: "Add the column again as it was, or restore the backup."
            )
        }
    }

    /// Throws when a journalled column was dropped since, or has another type or collation now.
    func requireUnchanged(in table: Table) throws {
        try requirePresent(in: table)
        for column in try entry.changedColumns.map(table.requireColumn) {
            let name = column.name
            let role: JournalColumn.Role = entry.kind == .insert ? .new : .old
            let now = Self.text(column.type, column.collation)
            let spilled = Self.text(column.spilled.type, column.collation)
            guard let before = types[JournalColumn.name(role, name).lowercased()], before != now, before != spilled
            else {
                continue
            }
            throw SutureError(
                .columnChanged,
                "\(entry.table).\(name) was \(before) when version \(entry.version) journalled it, "
                    + "and is \(now) now.",
                remedy: "Change the column back to what it was, then run down again."
            )
        }
    }

    /// True if the journal names the survivors of the deleted rows.
    var hasSurvivors: Bool {
        guard entry.kind == .delete, let key = entry.keyColumns.first else { return false }
        return types[JournalColumn.name(.survivor, key).lowercased()] != nil
    }

    /// Returns whether the journal marks, for each row, whether a foreign key was broken by it.
    func marks(_ key: ForeignKey) -> Bool {
        types[BrokenKeys.column(key).lowercased()] != nil
    }

    private static func types(
        _ entry: JournalEntry,
        _ names: StateNames,
        _ session: Session
    ) throws -> [String: String] {
        let schema = try names.schema ?? session.database
        let rows = try session.rows(
            """
            SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, COLLATION_NAME AS collation
            FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = \(bind: schema) AND TABLE_NAME = \(entry.journalTable)
            """
        )
        return try Dictionary(
            rows.map { row in
                (
                    try row.get("name", as: String.self).lowercased(),
                    Self.text(try row.get("type"), try row.get("collation"))
                )
            }
        ) { first, _ in first }
    }

    private static func text(_ type: String, _ collation: String?) -> String {
        collation.map { "\(type) \($0)" } ?? type
    }
}

extension SutureError.Code {
    /// A journalled column has a different type than when it was journalled.
    public static let columnChanged = Self(rawValue: "column-changed")
}
