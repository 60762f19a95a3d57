import MySQLClient

/// Creates the state tables, and checks that this version of Suture understands the existing ones.
struct StateTables {
    /// The layout of the state tables that this version reads and writes.
    static let format = 2

    let session: Session
    let names: StateNames

    /// Returns whether the state tables exist, in the form of any version of Suture.
    func exist() throws -> Bool {
        if try have(["suture_history", "suture_steps", "suture_journal", "suture_lock"]) { return true }
        try requireWhole()
        return false
    }

    /// Throws if the configured schema of the tables does not exist: with a mistyped name, it would look as if nothing
    /// had ever been applied.
    func requireSchema() throws {
        guard let schema = names.schema else { return }
        let isThere: Int? = try session.value(
            "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(schema)"
        )
        guard isThere == 0 else { return }
        let known = try session.rows("SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA")
            .map { try $0.get("name", as: String.self) }
            .filter { !["information_schema", "mysql", "performance_schema", "sys"].contains($0.lowercased()) }
        let near = NearestName.names(near: schema, among: known)
        throw SutureError(
            .stateSchemaMissing,
            "There is no schema \(schema) for Suture's own tables, or the account may not see it; nothing was done.",
            remedy: (near.isEmpty ? "" : "Did you mean \(near.joined(separator: ", "))? ")
                + "Correct state_schema, or --state-schema; a new schema for the tables is yours to create."
        )
    }

    /// Throws if one of the tables that belong together is missing and another one holds rows.
    ///
    /// Otherwise the database would look as if nothing had ever been applied. Tables that are being created are empty.
    private func requireWhole() throws {
        let tables = ["suture_history", "suture_steps", "suture_journal"]
        let gone = try tables.filter { try !have([$0]) }
        guard !gone.isEmpty, gone.count < tables.count else { return }
        for table in tables where !gone.contains(table) {
            guard try session.firstRow("SELECT 1 FROM \(names.table(table)) LIMIT 1") != nil else { continue }
            let problem = StateProblem("\(gone.joined(separator: " and ")) is gone, and \(table) holds rows.")
            throw SutureError(.stateInvalid, problem.text, remedy: problem.remedy)
        }
    }

    /// Returns whether everything exists that this version writes to.
    private func areComplete() throws -> Bool {
        try exist() && have(["suture_redirects", "suture_fence", "suture_definitions"]) && narrowTables().isEmpty
            && missingColumns().isEmpty
    }

    /// The name of a table, or its schema and name; shorter in tables created by older versions.
    private static let tableName: Statement = "table_name VARCHAR(129) NOT NULL"

    private func narrowTables() throws -> [String] {
        try session.rows(
            """
            SELECT TABLE_NAME AS t FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = \(bind: try names.schema ?? session.database)
            AND TABLE_NAME IN ('suture_journal', 'suture_redirects') AND COLUMN_NAME = 'table_name'
            AND CHARACTER_MAXIMUM_LENGTH < 129
            """
        )
        .map { try $0.get("t") }
    }

    /// The columns of the history that later versions have added; earlier versions leave them NULL.
    private static let laterColumns: [(name: String, definition: Statement)] = [
        ("pruned_at", "pruned_at DATETIME(6) NULL"), ("pruned_by", "pruned_by VARCHAR(600) NULL"),
    ]

    /// Returns those of them that the history lacks.
    func missingColumns() throws -> [String] {
        let rows = try session.rows(
            """
            SELECT COLUMN_NAME AS c FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = \(bind: try names.schema ?? session.database) AND TABLE_NAME = 'suture_history'
            """
        )
        let present = Set(try rows.map { try $0.get("c", as: String.self) })
        return Self.laterColumns.map(\.name).filter { !present.contains($0) }
    }

    private func addMissingColumns() throws {
        let missing = try missingColumns()
        for column in Self.laterColumns where missing.contains(column.name) {
            do {
                try session.execute("ALTER TABLE \(names.history) ADD COLUMN \(column.definition)")
            } catch let error as MySQLError where error.isDuplicateColumn {
                // Another runner has added it meanwhile.
            }
        }
    }

    /// Returns whether each of some tables exists.
    func have(_ tables: [String]) throws -> Bool {
        let schema = try names.schema ?? session.database
        let list = tables.map { "\($0)" as Statement }.joined(separator: ", ")
        return try session.value(
            """
            SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \(bind: schema)
            AND TABLE_NAME IN (\(list))
            """
        ) == tables.count
    }

    /// Creates what is missing; safe when several runners do it at once.
    func create() throws {
        if try exist() { try check() }
        if try !areComplete() {
            do {
                for definition in definitions {
                    try session.execute(definition)
                }
                for table in try narrowTables() {
                    try session.execute("ALTER TABLE \(names.table(table)) MODIFY \(Self.tableName)")
                }
                try addMissingColumns()
            } catch let error as MySQLError where error.isPrivilege {
                throw SutureError(
                    .privilegeMissing,
                    "The account may not create the table suture_history: \(error.message)",
                    remedy:
                        "Grant CREATE, CREATE TEMPORARY TABLES, DROP, ALTER, INDEX, REFERENCES, SELECT, INSERT, UPDATE and "
                        + "DELETE on the schema."
                )
            }
        }
        try check()
        try fillLock()
    }

    /// Adds the missing rows of the lock.
    ///
    /// It checks first, without locks: a chunk of another runner holds the row of the fence while it writes.
    private func fillLock() throws {
        let format: Int? = try session.value("SELECT MIN(state_format) FROM \(names.lock) WHERE name = 'run'")
        if format == nil {
            // Numbers only grow, even if somebody has deleted the row.
            try session.execute(
                """
                INSERT IGNORE INTO \(names.lock) (name, fence, state_format)
                SELECT 'run', GREATEST(COALESCE(MAX(run), 0), (SELECT COALESCE(MAX(fence), 0) FROM \(names.fence))),
                  \(Self.format) FROM \(names.history)
                """
            )
        } else if let format, format < Self.format {
            try session.execute("UPDATE \(names.lock) SET state_format = \(Self.format) WHERE name = 'run'")
        }
        if try session.value("SELECT COUNT(*) FROM \(names.fence) WHERE name = 'run'", as: Int.self) == 0 {
            try session.execute(
                "INSERT IGNORE INTO \(names.fence) (name, fence) SELECT name, fence FROM \(names.lock) WHERE name = 'run'"
            )
        }
    }

    /// Throws if the tables have a newer layout than this version knows.
    func check() throws {
        let found: Int? = try session.value("SELECT MAX(state_format) FROM \(names.lock)")
        if let found, found > Self.format {
            throw SutureError(
                .stateInvalid,
                "The state tables have layout \(found); this version of Suture knows layouts up to \(Self.format).",
                remedy: "Run the newer version of Suture that wrote them."
            )
        }
    }

    private var definitions: [Statement] {
        let options: Statement = "\(OwnTable.options) COLLATE=utf8mb4_bin"
        return [
            """
            CREATE TABLE IF NOT EXISTS \(names.history) (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
              version BIGINT NOT NULL, name VARCHAR(255) NOT NULL, checksum CHAR(64) NOT NULL,
              state VARCHAR(16) NOT NULL, run BIGINT UNSIGNED NOT NULL,
              account VARCHAR(288) NOT NULL, host VARCHAR(255) NOT NULL, tool_version VARCHAR(32) NOT NULL,
              backup VARCHAR(1024) NULL, started_at DATETIME(6) NOT NULL, finished_at DATETIME(6) NULL,
              milliseconds BIGINT UNSIGNED NOT NULL DEFAULT 0, reverted_at DATETIME(6) NULL,
              \(Self.laterColumns.map(\.definition).joined(separator: ", ")),
              KEY by_version (version)
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.steps) (
              version BIGINT NOT NULL, ordinal INT UNSIGNED NOT NULL, kind VARCHAR(64) NOT NULL,
              summary VARCHAR(1024) NOT NULL, state VARCHAR(16) NOT NULL, round INT UNSIGNED NOT NULL DEFAULT 0,
              prepared BOOLEAN NOT NULL DEFAULT FALSE, payload LONGTEXT NULL,
              started_at DATETIME(6) NOT NULL, finished_at DATETIME(6) NULL,
              PRIMARY KEY (version, ordinal)
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.journal) (
              version BIGINT NOT NULL, step INT UNSIGNED NOT NULL, round INT UNSIGNED NOT NULL,
              ordinal INT UNSIGNED NOT NULL, name VARCHAR(1024) NOT NULL, \(Self.tableName),
              operation VARCHAR(8) NOT NULL, key_columns TEXT NOT NULL, changed_columns TEXT NOT NULL,
              journal_table VARCHAR(64) NOT NULL, table_counter BIGINT UNSIGNED NULL, state VARCHAR(16) NOT NULL,
              position BIGINT UNSIGNED NOT NULL DEFAULT 0, last_sequence BIGINT UNSIGNED NOT NULL DEFAULT 0,
              changed_rows BIGINT UNSIGNED NOT NULL DEFAULT 0,
              PRIMARY KEY (version, step, round, ordinal)
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.redirects) (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
              version BIGINT NOT NULL, step INT UNSIGNED NOT NULL, round INT UNSIGNED NOT NULL,
              ordinal INT UNSIGNED NOT NULL, \(Self.tableName), key_parts INT UNSIGNED NOT NULL,
              old_key TEXT NOT NULL, survivor_key TEXT NOT NULL,
              KEY by_key (table_name, old_key(255)), KEY by_step (version, step)
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.lock) (
              name VARCHAR(16) NOT NULL PRIMARY KEY, owner VARCHAR(255) NULL, fence BIGINT UNSIGNED NOT NULL,
              acquired_at DATETIME(6) NULL, expires_at DATETIME(6) NULL, state_format INT UNSIGNED NOT NULL
            ) \(options)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(names.fence) (
              name VARCHAR(16) NOT NULL PRIMARY KEY, fence BIGINT UNSIGNED NOT NULL, written_at DATETIME(6) NULL
            ) \(options)
            """,
            RecordedDefinitions.table(names),
        ]
    }
}

extension MySQLError {
    /// True if the account lacks a privilege.
    public var isPrivilege: Bool {
        [1044, 1142, 1143, 1227, 1370, 1419].contains(code.rawValue)
    }

    fileprivate var isDuplicateColumn: Bool { code.rawValue == 1060 }

    /// True if the server takes no writes.
    public var isReadOnlyServer: Bool {
        [1290, 1792, 1836].contains(code.rawValue)
    }
}
