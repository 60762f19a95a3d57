import MySQLClient

/// The definitions as the last run has left them, to find later changes by hand.
///
/// They are recorded with a mark of the history, to detect a run that died before it could record them.
struct RecordedDefinitions {
    let session: Session
    let names: StateNames

    init(_ scope: RunScope) {
        session = scope.session
        names = scope.names
    }

    /// Returns the statement that creates the table of the definitions.
    static func table(_ names: StateNames) -> Statement {
        """
        CREATE TABLE IF NOT EXISTS \(names.definitions) (
          kind VARCHAR(16) NOT NULL, name VARCHAR(64) NOT NULL, definition CHAR(64) NOT NULL,
          history_mark VARCHAR(64) NOT NULL, PRIMARY KEY (kind, name)
        ) \(OwnTable.options) COLLATE=utf8mb4_bin
        """
    }

    /// Records the current definitions, if versions were applied or reverted since they were recorded.
    func recordWhenStale() throws {
        let tables = StateTables(session: session, names: names)
        guard try tables.exist(), try !areCurrent() else { return }
        if try !tables.have(["suture_definitions"]) { try session.execute(Self.table(names)) }
        try record(historyMark())
    }

    /// Returns the changes by hand since the last run; empty if that run could not record its definitions.
    func differences() throws -> [Finding] {
        guard try StateTables(session: session, names: names).exist(), try areCurrent() else { return [] }
        var before = try recorded()
        var now = Dictionary(try read().map { ($0.title, $0) }) { first, _ in first }
        // Objects that are hidden from the checking account, or were from the recording one, would look removed or new.
        let hidden = Set(before.values.filter { $0.kind == Self.hidden }.map(\.name)).union(try hiddenKinds())
        for kind in hidden.union([Self.hidden]) {
            before = before.filter { $0.value.kind != kind }
            now = now.filter { $0.value.kind != kind }
        }
        return Set(before.keys).union(now.keys).sorted()
            .compactMap { title in
                guard before[title]?.definition != now[title]?.definition else { return nil }
                guard let known = before[title] ?? now[title] else { return nil }
                let what = now[title] == nil ? "is gone" : before[title] == nil ? "is new" : "was changed"
                return Finding(
                    check: "definition-drift",
                    table: known.name,
                    text: "the \(known.kind) \(known.name) \(what) since the last run",
                    rows: 0
                )
            }
    }

    private func record(_ mark: String) throws {
        let hidden = try hiddenKinds()
        let objects =
            try read().filter { !hidden.contains($0.kind) }
            + hidden.sorted().map { SchemaObject(kind: Self.hidden, name: $0, definition: "") }
        try session.transaction {
            try session.execute(StateNames.delete(from: names.definitions))
            for chunk in stride(from: 0, to: objects.count, by: 500) {
                let rows = objects[chunk..<min(chunk + 500, objects.count)]
                    .map { "(\($0.kind), \($0.name), \($0.definition), \(mark))" as Statement }
                try session.execute(
                    """
                    INSERT INTO \(names.definitions) (kind, name, definition, history_mark)
                    VALUES \(rows.joined(separator: ", "))
                    """
                )
            }
        }
    }

    /// The kind of a row that names a kind hidden from the account that recorded.
    private static let hidden = "hidden"

    /// Returns the kinds of objects that the server hides from the account, entirely or only their definitions.
    private func hiddenKinds() throws -> Set<String> {
        guard let database = try session.database else { return [] }
        let grants = try GrantedPrivileges(of: session)
        let needed = ["trigger": "TRIGGER", "event": "EVENT", "view": "SHOW VIEW"]
        var hidden = Set(needed.filter { !grants.hold($0.value, database: database) }.keys)
        let seesRoutines = grants.readRoutines(of: database, on: session.server.vendor)
        if !seesRoutines { hidden.formUnion(["procedure", "function"]) }
        return hidden
    }

    private func read() throws -> [SchemaObject] {
        guard let database = try session.database else { return [] }
        let tables =
            try session.rows(
                """
                SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(database)
                AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
                """
            )
            .map { try $0.get("t", as: String.self) }
            .filter { !$0.hasPrefix(StateNames.prefix) }
        return try SchemaFingerprint.readDefinitions(of: database, tables: tables, withObjects: true, in: session)
    }

    private func recorded() throws -> [String: SchemaObject] {
        let objects = try session.rows("SELECT kind, name, definition FROM \(names.definitions)")
            .map { try SchemaObject(kind: $0.get("kind"), name: $0.get("name"), definition: $0.get("definition")) }
        return Dictionary(objects.map { ($0.title, $0) }) { first, _ in first }
    }

    private func areCurrent() throws -> Bool {
        do {
            let recorded: String? = try session.value("SELECT MIN(history_mark) FROM \(names.definitions)")
            return try recorded == historyMark()
        } catch let error as MySQLError where error.code == .noSuchTable {
            return false
        }
    }

    /// Returns a mark that changes with every application and rollback of a version.
    private func historyMark() throws -> String {
        try session.value(
            """
            SELECT CONCAT_WS(' ', COALESCE(MAX(id), 0), COUNT(reverted_at), COUNT(finished_at)) FROM \(names.history)
            """
        ) ?? ""
    }
}
