import MySQLClient
import SutureCore

/// The target schema of a restore.
struct RestoreTarget: Sendable {
    let configuration: ConnectionConfiguration
    let database: String

    /// The previous state of the schema.
    struct State: Sendable {
        var exists: Bool
        var isEmpty: Bool
        var currentAccount: String
        /// The definers of the dump that are accounts of this server, or nil if the account may not check.
        var knownDefiners: Set<String>
    }

    /// The target without its schema, which may not exist yet.
    private var outside: ConnectionConfiguration {
        var outside = configuration
        outside.database = nil
        return outside
    }

    /// Reads the state of the schema, and the accounts of definers.
    func look(for definers: Set<String>) async throws -> State {
        try await Connection.withSession(outside) { [database] session in
            let exists =
                try session.value(
                    "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \(database)",
                    as: Int.self
                ) ?? 0
            let objects = try [("TABLES", "TABLE"), ("ROUTINES", "ROUTINE"), ("EVENTS", "EVENT")]
                .reduce(0) { sum, view in
                    let query: Statement = """
                        SELECT COUNT(*) FROM information_schema.\(raw: view.0) WHERE \(raw: view.1)_SCHEMA = \(database)
                        """
                    return sum + (try session.value(query, as: Int.self) ?? 0)
                }
            let account: String = try session.value("SELECT CURRENT_USER()") ?? ""
            let known = try definers.filter { definer in
                let parts = Self.parts(of: definer)
                if parts.joined(separator: "@") == account { return true }
                // An account that may not read the accounts may not create objects for others either.
                let query: Statement = """
                    SELECT COUNT(*) FROM mysql.user WHERE User = \(parts[0]) AND Host = \(parts.count > 1 ? parts[1] : "")
                    """
                do {
                    return try session.value(query, as: Int.self) ?? 0 > 0
                } catch let error as MySQLError where !error.isConnectionLoss {
                    return false
                }
            }
            return State(exists: exists > 0, isEmpty: objects == 0, currentAccount: account, knownDefiners: known)
        }
    }

    /// Returns those objects of other schemas that the account does not see on the server.
    func missing(_ objects: Set<SchemaNames.Object>) async throws -> Set<SchemaNames.Object> {
        guard !objects.isEmpty else { return [] }
        return try await Connection.withSession(outside) { session in
            try objects.filter { object in
                let (view, kind): (Statement, Statement) =
                    object.isRoutine ? ("ROUTINES", "ROUTINE") : ("TABLES", "TABLE")
                return try session.value(
                    """
                    SELECT COUNT(*) FROM information_schema.\(view)
                    WHERE \(kind)_SCHEMA = \(object.schema) AND \(kind)_NAME = \(object.name)
                    """,
                    as: Int.self
                ) ?? 0 == 0
            }
        }
    }

    /// Returns whether the account may create triggers and functions, which a binary log carries to replicas (1419).
    func mayCreateTriggers() async throws -> Bool {
        try await Connection.withSession(outside) { session in
            let isTrusting = try session.value(
                "SELECT @@log_bin = 0 OR @@log_bin_trust_function_creators = 1",
                as: Bool.self
            )
            return try isTrusting != false || GrantedPrivileges(of: session).holdGlobally("SUPER")
        }
    }

    /// Empties or creates the schema; for a partial backup, whose dump drops its own tables, it stays unchanged.
    func prepare(_ state: State, _ manifest: BackupManifest) async throws {
        try await Connection.withSession(outside) { [database] session in
            if state.exists, state.isEmpty || manifest.isPartial { return }
            if state.exists { try session.execute("DROP DATABASE \(identifier: database)") }
            let collations = try session.value(
                "SELECT COUNT(*) FROM information_schema.COLLATIONS WHERE COLLATION_NAME = \(manifest.collation)",
                as: Int.self
            )
            let defaults: Statement =
                collations == 1
                ? " CHARACTER SET \(identifier: manifest.characterSet) COLLATE \(identifier: manifest.collation)" : ""
            try session.execute("CREATE DATABASE \(identifier: database)" + defaults)
        }
    }

    /// Returns the user and the host of an account in backquotes.
    static func parts(of definer: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        var wasQuote = false
        for character in definer {
            if character == "`" {
                if !isQuoted, wasQuote { parts[parts.count - 1].append(character) }
                isQuoted.toggle()
                wasQuote = !isQuoted
                continue
            }
            wasQuote = false
            if character == "@", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}
