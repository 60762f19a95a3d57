import MySQLClient

/// The connections that block a change of tables' definitions, as far as the account may see them.
///
/// With `performance_schema.metadata_locks`, or MariaDB's plugin `metadata_lock_info`, the server knows. Without them,
/// only the open transactions and running statements are visible, and the answer is a guess.
struct LockHolders {
    /// The connections that hold a lock, the longest-held first; or those that may, the ones in the schema first.
    private(set) var found: [LockHolder] = []
    /// True if the server confirms that they hold a lock on the tables.
    private(set) var isCertain = true
    /// The information hidden from the account, and how to make it visible; empty if nothing is hidden.
    private(set) var remark = ""

    /// Looks for the holders of locks on tables of the session's schema, other than the session itself.
    ///
    /// - Throws: `MySQLError` when the connection is lost; missing privileges are not an error.
    static func find(of tables: Set<String>, in session: Session) throws -> LockHolders {
        let listed = try processList(session)
        let connections = Dictionary(listed.map { ($0.holder.connectionID, $0.holder) }) { first, _ in first }
        let ages = try visible { try transactionAges(session) }
        var holders = LockHolders()
        let held = try visible { try performanceSchema(tables, session) } ?? visible { try plugin(tables, session) }
        if let held {
            holders.found = held.map { id, recorded in
                var holder = connections[id] ?? recorded
                holder.secondsInTransaction = ages?[id] ?? recorded.secondsInTransaction
                return holder
            }
        } else {
            holders.isCertain = false
            let database = try session.database
            holders.found = listed.filter { $0.mayUse(database) }
                .map { connection in
                    var holder = connection.holder
                    holder.secondsInTransaction = ages?[holder.connectionID]
                    holder.isElsewhere = connection.database == nil
                    return holder
                }
                .filter { $0.secondsInTransaction != nil || $0.command != "Sleep" }
            holders.remark = remark(session, seesAll: ages != nil)
        }
        holders.found = holders.found.filter { $0.connectionID != session.server.connectionID }
            .sorted { $0.isBefore($1) }
        return holders
    }

    private static func remark(_ session: Session, seesAll: Bool) -> String {
        let certain =
            session.server.vendor == .mysql
            ? "SELECT on performance_schema.*" : "the plugin metadata_lock_info (INSTALL SONAME 'metadata_lock_info')"
        return seesAll
            ? "That is a guess from the open transactions; the server tells for certain with \(certain)."
            : "This account sees its own connections alone; to see others it needs PROCESS, and to know for certain "
                + "\(certain)."
    }

    /// Returns the result, or nil if the account may not see it or the server does not have it.
    private static func visible<Result>(_ body: () throws -> Result?) throws -> Result? {
        do {
            return try body()
        } catch let error as MySQLError where !error.isConnectionLoss && error.code != .queryInterrupted {
            return nil
        }
    }

    /// Returns the holders by `performance_schema`; nil if it does not record metadata locks.
    private static func performanceSchema(_ tables: Set<String>, _ session: Session) throws -> [UInt64: LockHolder]? {
        // The lock of this query itself is among them, if they are recorded.
        guard try session.value("SELECT COUNT(*) FROM performance_schema.metadata_locks", as: Int.self) ?? 0 > 0 else {
            return nil
        }
        let rows = try session.rows(
            """
            SELECT DISTINCT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS user, t.PROCESSLIST_HOST AS host,
              t.PROCESSLIST_COMMAND AS command, t.PROCESSLIST_TIME AS time,
              CAST(e.TIMER_WAIT / 1000000000000 AS SIGNED) AS age
            FROM performance_schema.metadata_locks AS l
            JOIN performance_schema.threads AS t ON t.THREAD_ID = l.OWNER_THREAD_ID
            LEFT JOIN performance_schema.events_transactions_current AS e
              ON e.THREAD_ID = l.OWNER_THREAD_ID AND e.STATE = 'ACTIVE'
            WHERE l.LOCK_STATUS = 'GRANTED' AND l.OBJECT_TYPE = 'TABLE' AND t.PROCESSLIST_ID IS NOT NULL
            AND l.OBJECT_SCHEMA = DATABASE() AND l.OBJECT_NAME IN (\(list(tables)))
            """
        )
        return try Dictionary(
            rows.map { row in
                let holder = LockHolder(
                    connectionID: try row.get("id"),
                    account: account(try row.get("user"), try row.get("host")),
                    command: try row.get("command", as: String?.self) ?? "",
                    secondsInCommand: try row.get("time", as: Int?.self) ?? 0,
                    secondsInTransaction: try row.get("age")
                )
                return (holder.connectionID, holder)
            }
        ) { first, _ in first }
    }

    /// Returns the holders by MariaDB's plugin; throws if it is not installed.
    private static func plugin(_ tables: Set<String>, _ session: Session) throws -> [UInt64: LockHolder]? {
        let rows = try session.rows(
            """
            SELECT DISTINCT THREAD_ID AS id FROM information_schema.METADATA_LOCK_INFO
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (\(list(tables)))
            """
        )
        let holders = try rows.map { row in
            LockHolder(
                connectionID: try row.get("id"),
                account: "an account that this one may not see",
                command: "",
                secondsInCommand: 0
            )
        }
        return Dictionary(holders.map { ($0.connectionID, $0) }) { first, _ in first }
    }

    private static func list(_ tables: Set<String>) -> Statement {
        tables.sorted().map { "\($0)" as Statement }.joined(separator: ", ")
    }

    /// A line of SHOW PROCESSLIST.
    private struct Listed {
        let holder: LockHolder
        let database: String?
        let state: String

        /// Returns whether it may hold locks on tables of a schema, and does not itself wait for one.
        func mayUse(_ schema: String?) -> Bool {
            (database == nil || database == schema) && !holder.isOfServer && !state.contains("metadata lock")
        }
    }

    /// Returns the connections that the account may see.
    private static func processList(_ session: Session) throws -> [Listed] {
        try session.rows("SHOW PROCESSLIST")
            .map { row in
                let holder = LockHolder(
                    connectionID: try row.get("Id"),
                    account: account(try row.get("User"), try row.get("Host")),
                    command: try row.get("Command", as: String?.self) ?? "",
                    secondsInCommand: try row.get("Time", as: Int?.self) ?? 0
                )
                let state: String? = try row.get("State")
                return Listed(holder: holder, database: try row.get("db"), state: state ?? "")
            }
    }

    /// Returns the seconds since each open transaction began; throws without the privilege PROCESS.
    private static func transactionAges(_ session: Session) throws -> [UInt64: Int]? {
        let rows = try session.rows(
            """
            SELECT trx_mysql_thread_id AS id,
              TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')) AS age
            FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> 0
            """
        )
        return try Dictionary(rows.map { (try $0.get("id", as: UInt64.self), max(0, try $0.get("age", as: Int.self))) })
        {
            max($0, $1)
        }
    }

    private static func account(_ user: String?, _ host: String?) -> String {
        let name = host.map { String($0.prefix { $0 != ":" }) } ?? ""
        return name.isEmpty ? user ?? "" : "\(user ?? "")@\(name)"
    }
}
