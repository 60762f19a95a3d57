import MySQLClient

/// The session of the run before, when its server still works on its last statement, or waits for a client that is gone,
/// hangs or sleeps.
///
/// It is known by the named lock of its connection (GET_LOCK), which goes away with it, after its transaction was rolled
/// back: whoever holds the named lock then reads what was stored in the end. Since the number of a connection is used
/// again after a restart of the server, the lock and not the number says whose it is.
struct FormerSession {
    let session: Session
    let lock: String

    /// What the session does now.
    private struct Activity {
        let connectionID: UInt64
        let command: String
        let seconds: Int
        /// The first word of its statement; the rest may hold values.
        let verb: String

        /// Whether its statement changes a definition: the server goes on with it, and killing it would lose the work.
        var changesDefinition: Bool {
            command != "Sleep" && ["ALTER", "CREATE", "DROP", "RENAME", "TRUNCATE", "OPTIMIZE"].contains(verb)
        }
    }

    /// Waits for the definition that the session changes, or else kills it, until it is gone; then holds its named lock.
    ///
    /// - Parameters:
    ///   - guardian: Told of a wait, and asked whether to go on.
    ///   - deadline: When to give up; nil for never.
    ///   - renew: Called while waiting, to hold on to the lease.
    /// - Returns: What is still going on when time is over; nil when the session is gone.
    /// - Throws: `SutureError.Code.privilegeMissing` when the account may not end the session.
    func end(_ guardian: RunGuardian, until deadline: ContinuousClock.Instant?, renew: () throws -> Void) throws
        -> String?
    {
        var told: UInt64?
        while true {
            try guardian.checkInterruption()
            if try takeNamedLock() { return nil }
            guard let activity = try activity() else { continue }
            if activity.changesDefinition {
                if told != activity.connectionID {
                    guardian.report(
                        .waitingForStatement(
                            verb: activity.verb,
                            connectionID: activity.connectionID,
                            seconds: activity.seconds
                        )
                    )
                    told = activity.connectionID
                }
            } else {
                try kill(activity.connectionID)
            }
            if let deadline, ContinuousClock.now >= deadline {
                return
                    "connection \(activity.connectionID) of an earlier run, \(activity.verb) for \(activity.seconds) s"
            }
            try renew()
        }
    }

    /// Waits a second for the named lock.
    func takeNamedLock() throws -> Bool {
        try session.value("SELECT GET_LOCK(\(lock), 1)", as: Int.self) == 1
    }

    private func activity() throws -> Activity? {
        let row = try session.firstRow(
            """
            SELECT ID AS id, COMMAND AS command, TIME AS seconds, INFO AS info FROM information_schema.PROCESSLIST
            WHERE ID = IS_USED_LOCK(\(lock))
            """
        )
        guard let row else { return nil }
        let info: String? = try row.get("info")
        return Activity(
            connectionID: try row.get("id"),
            command: try row.get("command"),
            seconds: try row.get("seconds"),
            verb: (info ?? "").drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
        )
    }

    private func kill(_ connectionID: UInt64) throws {
        do {
            try session.execute("KILL CONNECTION \(raw: String(connectionID))")
        } catch let error as MySQLError where error.code.rawValue == 1094 {
            // It is gone already.
        } catch let error as MySQLError where [1095, 1227].contains(error.code.rawValue) {
            throw SutureError(
                .privilegeMissing,
                "An earlier run under another account still holds connection \(connectionID), which this one may not end.",
                remedy: "Let an administrator run KILL \(connectionID), then run the same command again.",
                outcome: .failed
            )
        }
    }
}
