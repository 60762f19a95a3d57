import MySQLClient

/// A session that the server shows to the account.
///
/// It is read by SHOW PROCESSLIST: MySQL cannot answer a query of `information_schema.PROCESSLIST` while the statement
/// of any session has a character of four bytes, such as an emoji (3854, measured on 9.7).
struct ServerSession {
    let connectionID: UInt64
    let command: String
    let seconds: Int
    /// The first word of its statement, or an empty text; the rest may hold values.
    let verb: String

    /// True if it executes a statement, or waits to.
    var isAtWork: Bool { command != "Sleep" }

    /// True if its statement changes a definition: the server continues it, and killing it would lose the work.
    var changesDefinition: Bool {
        isAtWork && ["ALTER", "CREATE", "DROP", "RENAME", "TRUNCATE", "OPTIMIZE"].contains(verb)
    }

    /// Returns the session with a number; nil if it does not exist or the account may not see it.
    static func find(_ connectionID: UInt64, in session: Session) throws -> ServerSession? {
        try session.rows("SHOW PROCESSLIST").first { try $0.get("Id", as: UInt64.self) == connectionID }
            .map { row in
                let info = (try? row.get("Info", as: String?.self)) ?? ""
                return ServerSession(
                    connectionID: connectionID,
                    command: try row.get("Command", as: String?.self) ?? "",
                    seconds: try row.get("Time", as: Int?.self) ?? 0,
                    verb: info.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
                )
            }
    }
}
