/// A connection that blocks a change of a table's definition, or may block it.
struct LockHolder: Sendable, Hashable {
    /// The number of the connection, as KILL takes it.
    let connectionID: UInt64
    /// The account and the host, such as `app@10.0.0.7`.
    let account: String
    /// The command of the connection, as SHOW PROCESSLIST shows it.
    let command: String
    /// Seconds since the connection's last statement began or, when it sleeps, ended.
    let secondsInCommand: Int
    /// Seconds since its transaction began; nil if it has none, or the account may not see it.
    var secondsInTransaction: Int?
    /// True if it is in no schema, so that its use of the tables is only a guess.
    var isElsewhere = false

    /// True if it serves replication or the server itself; such a connection is never killed.
    var isOfServer: Bool {
        let isReplica = ["Binlog Dump", "Slave", "Replica", "Daemon", "Connect"].contains(where: command.hasPrefix)
        return isReplica || account.hasPrefix("system user") || account.hasPrefix("event_scheduler")
    }

    /// The minimum time for which it has held its locks, as far as known.
    var secondsHeld: Int {
        max(secondsInTransaction ?? 0, secondsInCommand)
    }

    /// Returns whether it is shown before another one.
    func isBefore(_ other: LockHolder) -> Bool {
        guard isElsewhere == other.isElsewhere else { return other.isElsewhere }
        return (secondsHeld, other.connectionID) > (other.secondsHeld, connectionID)
    }

    /// A short description; never the statement, since that may hold values.
    var text: String {
        let what =
            secondsInTransaction.map { "transaction open for \($0) s" }
            ?? (command == "Sleep" ? "idle for \(secondsInCommand) s" : "at work for \(secondsInCommand) s")
        return "connection \(connectionID) of \(account), \(what)"
    }
}
