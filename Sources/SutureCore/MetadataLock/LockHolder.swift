/// A connection that holds up a change of a table's definition, or may hold it up.
struct LockHolder: Sendable, Hashable {
    /// The number of the connection, as KILL takes it.
    let connectionID: UInt64
    /// The account and the host, such as `app@10.0.0.7`.
    let account: String
    /// What the connection does, as SHOW PROCESSLIST tells it.
    let command: String
    /// Seconds since the connection's last statement began or, when it sleeps, ended.
    let secondsInCommand: Int
    /// Seconds since its transaction began; nil when it has none, or the account may not see it.
    var secondsInTransaction: Int?
    /// Whether it is in no schema, where the tables are only guessed to be in use by it.
    var isElsewhere = false

    /// Whether it serves replication or the server itself; such a one is never killed.
    var isOfServer: Bool {
        let isReplica = ["Binlog Dump", "Slave", "Replica", "Daemon", "Connect"].contains(where: command.hasPrefix)
        return isReplica || account.hasPrefix("system user") || account.hasPrefix("event_scheduler")
    }

    /// How long it has held its locks at least, as far as can be told.
    var secondsHeld: Int {
        max(secondsInTransaction ?? 0, secondsInCommand)
    }

    /// Whether it is told before another one.
    func isBefore(_ other: LockHolder) -> Bool {
        guard isElsewhere == other.isElsewhere else { return other.isElsewhere }
        return (secondsHeld, other.connectionID) > (other.secondsHeld, connectionID)
    }

    /// The connection in a few words; never what it executes, since that may hold values.
    var text: String {
        let what =
            secondsInTransaction.map { "transaction open for \($0) s" }
            ?? (command == "Sleep" ? "idle for \(secondsInCommand) s" : "at work for \(secondsInCommand) s")
        return "connection \(connectionID) of \(account), \(what)"
    }
}
