package import MySQLClient

/// A session of a server under test, as seen by another one.
package struct ServerProcess: Sendable {
    package let id: UInt64
    package let database: String?
    package let state: String
    package let seconds: Int
    /// Its statement; empty if it runs none, or one with bytes that are not text.
    package let statement: String

    /// True if it waits for a lock of GET_LOCK.
    package var isWaitingForNamedLock: Bool { state.hasPrefix("User") && state.contains("lock") }
}

extension Session {
    /// Returns the other sessions of the server.
    ///
    /// They are read by SHOW FULL PROCESSLIST: MySQL cannot answer a query of `information_schema.PROCESSLIST` while
    /// the statement of any session, be it of another test, has a character of four bytes (3854).
    package func otherProcesses() throws -> [ServerProcess] {
        let own: UInt64? = try value("SELECT CONNECTION_ID()")
        return try rows("SHOW FULL PROCESSLIST")
            .map { row in
                ServerProcess(
                    id: try row.get("Id"),
                    database: try row.get("db"),
                    state: try row.get("State", as: String?.self) ?? "",
                    seconds: try row.get("Time", as: Int?.self) ?? 0,
                    statement: (try? row.get("Info", as: String?.self)) ?? ""
                )
            }
            .filter { $0.id != own }
    }

    /// Returns the other sessions that use the same schema.
    package func neighbours() throws -> [ServerProcess] {
        let database = try database
        return try otherProcesses().filter { $0.database == database }
    }
}
