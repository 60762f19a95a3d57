import MySQLClient

/// The tables in which a step decides what it will do, before its first write.
///
/// For a plan they are temporary tables of the session, so that nothing remains; for a run they are tables beside the
/// journal, so that an interrupted run resumes with exactly the same decisions.
public struct Workspace {
    /// True if the tables outlive the session.
    public let isPermanent: Bool
    private let context: StepContext
    private let round: Int
    private let firstRound: Int

    /// True if an earlier round of the same run, or an earlier application of the step, has already changed rows.
    public var isRepeated: Bool { round > firstRound || context.repeated != nil }

    init(context: StepContext, round: Int, firstRound: Int = 1, isPermanent: Bool) {
        self.context = context
        self.round = round
        self.firstRound = firstRound
        self.isPermanent = isPermanent
    }

    private func bareName(_ name: String) -> String {
        "\(Self.prefix(context))\(round)_\(name)"
    }

    fileprivate static func prefix(_ context: StepContext) -> String {
        "suture_work_\(context.version)_\(context.ordinal)_"
    }

    /// Returns the quoted name of a table of the workspace; `name` has at most 20 characters.
    public func table(_ name: String) -> Statement {
        context.names.table(bareName(name))
    }

    /// Returns the journal table of another change of the round.
    func journal(of ordinal: Int) -> Statement {
        context.names.table(JournalStore.table(context.version, context.ordinal, round, ordinal))
    }

    /// Returns a SELECT of the primary keys, as `key_1` and so on, of the rows that earlier rounds of the run added
    /// to a table.
    ///
    /// - Parameter table: The table.
    /// - Returns: Nil if they added none.
    /// - Throws: `MySQLError`.
    public func earlierInserts(into table: Table) throws -> Statement? {
        guard isPermanent, round > firstRound else { return nil }
        let selects = try context.journal.all()
            .filter { $0.table == table.name && $0.kind == .insert && $0.hasRows }
            .filter { (firstRound..<round).contains($0.round) }
            .map { entry -> Statement in
                let keys = entry.keyColumns.enumerated()
                    .map {
                        "\(identifier: JournalColumn.name(.key, $1)) AS \(identifier: "key_\($0 + 1)")" as Statement
                    }
                return "SELECT \(keys.joined(separator: ", ")) FROM \(context.names.table(entry.journalTable))"
            }
        return selects.isEmpty ? nil : selects.joined(separator: " UNION ALL ")
    }

    /// Creates an empty table, replacing one from an interrupted attempt.
    public func create(_ name: String, _ definition: Statement) throws {
        try own(name)
            .create("\(definition) \(OwnTable.options)", in: context.session)
    }

    /// Drops a table if it exists.
    public func drop(_ name: String) throws {
        try own(name).drop(in: context.session)
    }

    private func own(_ name: String) -> OwnTable {
        OwnTable(name: table(name), isTemporary: !isPermanent)
    }

    /// Fills a table and updates its statistics, so that joins with it are planned well.
    @discardableResult
    public func fill(_ name: String, _ columns: [String], from query: Statement) throws -> Int {
        let rows = try write("INSERT INTO \(table(name)) (\(identifiers: columns)) \(query)")
        if isPermanent {
            _ = try context.session.rows("ANALYZE NO_WRITE_TO_BINLOG TABLE \(table(name))")
        }
        return rows
    }

    /// Runs a statement that writes only into tables of the workspace.
    ///
    /// - Returns: The number of rows it matched.
    @discardableResult
    public func write(_ statement: Statement) throws -> Int {
        guard isPermanent else { return Int(try context.session.execute(statement).matchedRows) }
        return try context.inFragments { Int(try context.session.execute(statement).matchedRows) }
    }

    /// Returns another name for a table, for a statement that mentions it twice.
    ///
    /// MySQL cannot open a temporary table twice in one statement, so it gets a copy; otherwise it is the table
    /// itself.
    public func alias(_ name: String, _ number: Int) throws -> Statement {
        guard !isPermanent, number > 0, context.session.server.vendor == .mysql else { return table(name) }
        let copy = "\(name)_\(number)"
        try own(copy).create("LIKE \(table(name))", in: context.session)
        try context.session.execute("INSERT INTO \(table(copy)) SELECT * FROM \(table(name))")
        return table(copy)
    }
}

extension StepContext {
    /// Drops the permanent tables of every round of the step, so that an interrupted run leaves none behind.
    func dropWorkspaces() throws {
        let schema = try names.schema ?? session.database
        let pattern = Workspace.prefix(self).replacing("_", with: "\\_") + "%"
        let tables: [String] =
            try session.rows(
                """
                SELECT TABLE_NAME AS name FROM information_schema.TABLES
                WHERE TABLE_SCHEMA = \(bind: schema) AND TABLE_NAME LIKE \(pattern) AND TABLE_TYPE <> 'TEMPORARY'
                """
            )
            .map { try $0.get("name") }
        guard !tables.isEmpty else { return }
        try session.execute("DROP TABLE IF EXISTS \(tables.map(names.table).joined(separator: ", "))")
    }
}
