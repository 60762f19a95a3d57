extension MySQLError {
    /// The number of an error; `catch` can match it.
    ///
    ///     do { … } catch MySQLError.Code.duplicateEntry { … }
    ///
    /// Numbers below 65,536 are those of the servers and of the client library; those above are this client's own.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number.
        public var rawValue: UInt32

        /// Creates a code from any number.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        private init(_ rawValue: UInt32) { self.rawValue = rawValue }

        /// Matches an error by its code, in a `catch` or a `switch`.
        public static func ~= (code: Code, error: any Error) -> Bool {
            (error as? MySQLError)?.code == code
        }

        /// True if it is one of this client's own, which no manual of a server lists.
        package var isOfClient: Bool { rawValue >= 0x1_0000 }
    }
}

// The connection and the account.
extension MySQLError.Code {
    /// 1044: the account may not use the database.
    public static let accessDeniedToDatabase = Self(1044)
    /// 1045: wrong user or password.
    public static let accessDenied = Self(1045)
    /// 1049: the database does not exist.
    public static let unknownDatabase = Self(1049)
    /// 1142: the account may not do this to the table.
    public static let tableAccessDenied = Self(1142)
    /// 1143: the account may not do this to the column.
    public static let columnAccessDenied = Self(1143)
    /// 1227: the account lacks a global privilege.
    public static let specificAccessDenied = Self(1227)
    /// 1370: the account may not do this to the routine.
    public static let routineAccessDenied = Self(1370)
    /// 1419: with a binary log, only privileged accounts may create triggers and functions.
    public static let triggerNeedsTrust = Self(1419)
    /// 1040: the server has no free connection.
    public static let tooManyConnections = Self(1040)
    /// 1053: the server is shutting down.
    public static let serverShutdown = Self(1053)
    /// 3032: the server is in offline mode, like a member that was expelled from its replication group.
    public static let serverOffline = Self(3032)
    /// 1047: the server is a node of a cluster and currently not part of it.
    public static let nodeNotReady = Self(1047)
    /// 1129: the server accepts no more connections from this machine, after too many aborted ones.
    public static let hostBlocked = Self(1129)
    /// 1927: the connection was killed by another session.
    public static let connectionKilled = Self(1927)
    /// 3169: the session was killed by another session.
    public static let sessionKilled = Self(3169)
    /// 2027: an answer of the server was cut off in the middle.
    public static let malformedPacket = Self(2027)
    /// 4031: the connection was idle for too long.
    public static let inactivityTimeout = Self(4031)
    /// 2002: no server answers at the socket, or the host cannot be reached.
    public static let cannotConnect = Self(2002)
    /// 2003: no server answers at the host and port.
    public static let cannotConnectToHost = Self(2003)
    /// 2005: the name of the host cannot be resolved.
    public static let unknownHost = Self(2005)
    /// 2006: the connection was lost between statements.
    public static let serverGone = Self(2006)
    /// 2012: the server's greeting or the authentication was interrupted.
    public static let handshakeFailed = Self(2012)
    /// 2013: the connection was lost during a statement.
    public static let serverLost = Self(2013)
    /// 2026: TLS failed, or was required and is not available.
    public static let tlsFailed = Self(2026)
    /// 5010: the server requested an authentication that would reveal the password; it requires verified TLS or a
    /// socket.
    public static let pluginNotAllowed = Self(5010)
    /// 5013: reading from the connection failed.
    public static let packetReadFailed = Self(5013)
    /// 5014: writing to the connection failed.
    public static let packetWriteFailed = Self(5014)
}

// Statements, data and transactions.
extension MySQLError.Code {
    /// 1007: the database already exists.
    public static let databaseExists = Self(1007)
    /// 1008: the database to drop does not exist.
    public static let databaseMissing = Self(1008)
    /// 1046: no database was chosen.
    public static let noDatabaseSelected = Self(1046)
    /// 1048: a column cannot be NULL.
    public static let columnNotNullable = Self(1048)
    /// 1050: the table already exists.
    public static let tableExists = Self(1050)
    /// 1051: the table to drop does not exist.
    public static let unknownTable = Self(1051)
    /// 1054: the column does not exist.
    public static let unknownColumn = Self(1054)
    /// 1060: the column already exists.
    public static let duplicateColumn = Self(1060)
    /// 1061: a key of that name already exists.
    public static let duplicateKeyName = Self(1061)
    /// 1062: the value already exists in a unique key.
    public static let duplicateEntry = Self(1062)
    /// 1064: the SQL has an error.
    public static let syntaxError = Self(1064)
    /// 1091: the column or key to drop does not exist.
    public static let cannotDropFieldOrKey = Self(1091)
    /// 1118: a row of the table could be longer than the server allows.
    public static let rowTooLarge = Self(1118)
    /// 1146: the table does not exist.
    public static let noSuchTable = Self(1146)
    /// 1020: another session has changed the row since it was read (MariaDB with `innodb_snapshot_isolation`).
    public static let recordChanged = Self(1020)
    /// 1205: a lock could not be obtained in time; the statement was rolled back, the transaction was not.
    public static let lockWaitTimeout = Self(1205)
    /// 1213: a deadlock, or a refused certification of a cluster; the whole transaction was rolled back.
    public static let deadlock = Self(1213)
    /// 3101: another member of the replication group has written the same rows; the whole transaction was rolled back.
    public static let certificationFailed = Self(3101)
    /// 3098: the replication group refuses changes of the table, or of any such table while its primary changes.
    public static let tableRefusedByGroup = Self(3098)
    /// 1180: the COMMIT failed; the message has the number of the reason.
    public static let commitFailed = Self(1180)
    /// 3231: the transaction changes more keys than the replication group accepts; it was rolled back.
    public static let writeSetTooLarge = Self(3231)
    /// 3100: the replication group refused the transaction, for example because it is too large; it was rolled back.
    public static let replicationHookFailed = Self(3100)
    /// 1264: a number does not fit the column.
    public static let outOfRange = Self(1264)
    /// 1265: a value was truncated.
    public static let dataTruncated = Self(1265)
    /// 1290: the server runs read-only.
    public static let readOnly = Self(1290)
    /// 1292: a value has the wrong form.
    public static let incorrectValue = Self(1292)
    /// 1295: the server cannot prepare statements of this kind.
    public static let notPreparable = Self(1295)
    /// 1317: the statement was interrupted by KILL QUERY, as for a cancelled task.
    public static let queryInterrupted = Self(1317)
    /// 1366: a value has the wrong form for its column.
    public static let incorrectValueForColumn = Self(1366)
    /// 1406: a value is too long.
    public static let dataTooLong = Self(1406)
    /// 1451: a row is still referenced by a foreign key.
    public static let rowIsReferenced = Self(1451)
    /// 1452: a foreign key has no parent.
    public static let noReferencedRow = Self(1452)
    /// 1644: a trigger or routine raised an error of its own.
    public static let signal = Self(1644)
    /// 1792: the transaction is read-only.
    public static let readOnlyTransaction = Self(1792)
    /// 1836: the server is in read-only mode.
    public static let readOnlyMode = Self(1836)
    /// 1969: `max_statement_time` of MariaDB was exceeded.
    public static let statementTimeout = Self(1969)
    /// 3024: `max_execution_time` of MySQL was exceeded.
    public static let executionTimeExceeded = Self(3024)
}

// This client's own.
extension MySQLError.Code {
    /// The client was used in a way that cannot work; the message explains what to do instead.
    public static let invalidUse = Self(0x1_0001)
    /// A URL, an environment variable or a defaults file cannot be used.
    public static let invalidConfiguration = Self(0x1_0002)
    /// A value is of another kind than the requested type, or does not fit it.
    public static let valueNotConvertible = Self(0x1_0003)
    /// The number of binds differs from the number of question marks.
    public static let bindCountMismatch = Self(0x1_0004)
    /// A row has no column of that name or position.
    public static let noSuchColumn = Self(0x1_0005)
    /// The connection was closed.
    public static let connectionClosed = Self(0x1_0006)
    /// A statement ended the transaction it ran in, as DDL does; the work before it is stored.
    public static let transactionEnded = Self(0x1_0007)
    /// A column has a type that the prepared protocol of the client library cannot read.
    public static let unsupportedColumnType = Self(0x1_0008)
}
