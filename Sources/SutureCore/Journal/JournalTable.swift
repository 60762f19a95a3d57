import MySQLClient

/// Creates the table for the rows of one change, with the column types of the source.
struct JournalTable {
    let session: Session
    let names: StateNames

    /// Creates the empty journal table of a change, replacing an empty one from an interrupted attempt.
    ///
    /// - Parameters:
    ///   - entry: The change.
    ///   - table: The table whose rows it changes.
    ///   - hasSurvivors: True if the deleted rows have survivors.
    ///   - broken: The foreign keys that may be broken.
    /// - Throws: `SutureError.Code.stateInvalid` when a table with rows exists, which may be the only way to revert.
    func create(_ entry: JournalEntry, table: Table, hasSurvivors: Bool, broken: BrokenKeys) throws {
        try requireEmpty(entry)
        let journal = OwnTable(name: names.table(entry.journalTable))
        do {
            try journal.create(definition(of: entry, table, hasSurvivors, broken, isSpilling: false), in: session)
        } catch let error as MySQLError where error.code == .rowTooLarge {
            try journal.create(definition(of: entry, table, hasSurvivors, broken, isSpilling: true), in: session)
        }
    }

    /// Returns the definition of a journal table.
    ///
    /// A row of the source may be as long as the server allows, and the journal has more: the key, and values both
    /// before and after. Where that is too long, the old strings are stored off the row; the new ones are sized by the
    /// types of the source.
    private func definition(
        of entry: JournalEntry,
        _ table: Table,
        _ hasSurvivors: Bool,
        _ broken: BrokenKeys,
        isSpilling: Bool
    ) throws -> Statement {
        var columns: [Statement] = [
            "\(identifier: JournalColumn.sequence) BIGINT UNSIGNED NOT NULL PRIMARY KEY",
            "\(identifier: JournalColumn.kept) BOOLEAN NOT NULL DEFAULT FALSE",
        ]
        for key in entry.keyColumns {
            columns.append(definition(.key, try table.requireColumn(key), isNullable: false))
            if hasSurvivors { columns.append(definition(.survivor, try table.requireColumn(key), isNullable: true)) }
        }
        for column in try entry.changedColumns.map(table.requireColumn) {
            let former = isSpilling ? column.spilled : column
            if entry.kind != .insert { columns.append(definition(.old, former, isNullable: true)) }
            if entry.kind != .delete { columns.append(definition(.new, column, isNullable: true)) }
        }
        columns += broken.keys.map { "\(identifier: BrokenKeys.column($0)) BOOLEAN NOT NULL DEFAULT FALSE" }
        let key = (table.primaryKey?.parts ?? [])
            .compactMap { part in
                part.column.map { JournalTable.indexPart(JournalColumn.name(.key, $0), prefix: part.prefix) }
            }
            .joined(separator: ", ")
        columns.append("UNIQUE KEY suture_key (\(key))")
        return "(\(columns.joined(separator: ", "))) \(OwnTable.options)"
    }

    private func requireEmpty(_ entry: JournalEntry) throws {
        let hasRows: Bool
        do {
            hasRows = try session.firstRow("SELECT 1 FROM \(names.table(entry.journalTable)) LIMIT 1") != nil
        } catch let error as MySQLError where error.code == .noSuchTable {
            return
        }
        guard hasRows else { return }
        throw SutureError(
            .stateInvalid,
            "\(entry.journalTable) holds rows, but \"\(entry.name)\" of version \(entry.version) has changed none yet: it is "
                + "the journal of another run.",
            remedy:
                "Restore the schema, with Suture's tables, from one backup; or drop the table if nobody needs to take that "
                + "run back.",
            outcome: .failed
        )
    }

    /// Creates the table in which the keys of a change are staged.
    func createStage(_ name: Statement, table: Table) throws {
        let keys = try table.keyColumns.enumerated()
            .map { position, column in
                let type = try table.requireColumn(column).storageType(isNullable: false)
                return "\(identifier: "key_\(position + 1)") \(type)" as Statement
            }
        let columns =
            ["\(identifier: JournalColumn.sequence) BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY"] + keys
        try OwnTable(name: name)
            .create("(\(columns.joined(separator: ", "))) \(OwnTable.options)", in: session)
    }

    private func definition(_ role: JournalColumn.Role, _ column: Column, isNullable: Bool) -> Statement {
        "\(identifier: JournalColumn.name(role, column.name)) \(column.storageType(isNullable: isNullable))"
    }

    private static func indexPart(_ column: String, prefix: Int?) -> Statement {
        guard let prefix else { return "\(identifier: column)" }
        return "\(identifier: column)(\(raw: String(prefix)))"
    }
}

extension Column {
    /// Returns the SQL type of a column that holds the values of this one unchanged.
    public func storageType(isNullable: Bool) -> Statement {
        var type: Statement = "\(raw: self.type)"
        if let characterSet, let collation {
            type = type + " CHARACTER SET \(raw: characterSet) COLLATE \(raw: collation)"
        }
        guard !isNullable else { return type + " NULL" }
        // With explicit_defaults_for_timestamp off, each update would set such a column to its time if it had no
        // default.
        return type + (dataType == "timestamp" ? " NOT NULL DEFAULT '2000-01-01'" : " NOT NULL")
    }

    /// The same column with its string stored off the row, if the type stores it inside.
    var spilled: Column {
        var column = self
        switch dataType {
        case "char", "varchar": column.type = "mediumtext"
        case "binary", "varbinary": column.type = "mediumblob"
        default: break
        }
        return column
    }
}
