import MySQLClient

/// A table of Suture's own, which an interrupted attempt may have left behind.
struct OwnTable {
    let name: Statement
    var isTemporary = false

    /// How every one of them is stored, whatever the server's default is: rows and keys as long as any table has them.
    static let options: Statement = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4"

    private var kind: Statement { isTemporary ? "TEMPORARY TABLE" : "TABLE" }

    /// Creates the table; one that is there is dropped first.
    ///
    /// It is looked for only when it stands in the way, as a server waits for its disk for each table that it is to drop, be
    /// it there or not. What a server that died in the middle has left of one shows by other errors than that it is there.
    func create(_ definition: Statement, in session: Session) throws {
        do {
            try session.execute("CREATE \(kind) \(name) \(definition)")
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            try drop(in: session)
            try session.execute("CREATE \(kind) \(name) \(definition)")
        }
    }

    /// Drops the table, if it is there.
    func drop(in session: Session) throws {
        try session.execute("DROP \(kind) IF EXISTS \(name)")
    }
}
