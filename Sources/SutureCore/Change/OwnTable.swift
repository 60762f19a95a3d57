import MySQLClient

/// A table of Suture's own, which an interrupted attempt may have left behind.
struct OwnTable {
    let name: Statement
    var isTemporary = false

    /// The storage options of these tables, whatever the server's default: rows and keys of any length that a table
    /// allows.
    static let options: Statement = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4"

    private var kind: Statement { isTemporary ? "TEMPORARY TABLE" : "TABLE" }

    /// Creates the table, replacing an existing one.
    ///
    /// Drops a table only when creation fails, since a server waits for its disk on every DROP TABLE, even if the
    /// table does not exist. The remains of a table after a server crash are reported by errors other than "table
    /// exists".
    func create(_ definition: Statement, in session: Session) throws {
        do {
            try session.execute("CREATE \(kind) \(name) \(definition)")
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            try drop(in: session)
            try session.execute("CREATE \(kind) \(name) \(definition)")
        }
    }

    /// Drops the table if it exists.
    func drop(in session: Session) throws {
        try session.execute("DROP \(kind) IF EXISTS \(name)")
    }
}
