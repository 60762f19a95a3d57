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

    /// How an attempt to end the session ended.
    enum Outcome {
        /// The session is gone, and this one holds its named lock.
        case gone
        /// Another runner is at work; its session has to be left alone.
        case notDue
        /// Time is over, and this is still going on.
        case remains(String)
    }

    /// Waits for the definition that the session changes, or else kills it, until it is gone; then holds its named lock.
    ///
    /// - Parameters:
    ///   - guardian: Told of a wait, and asked whether to go on.
    ///   - deadline: When to give up; nil for never.
    ///   - isDue: Whether the session may be ended; asked again each time, since another runner may have done it, and taken
    ///     its place.
    /// - Returns: How it ended.
    /// - Throws: `SutureError.Code.privilegeMissing` when the account may not end the session.
    func end(
        _ guardian: RunGuardian,
        until deadline: ContinuousClock.Instant?,
        isDue: () throws -> Bool
    ) throws -> Outcome {
        var told: UInt64?
        while true {
            try guardian.checkInterruption()
            guard let activity = try activity() else {
                if try takeNamedLock() { return .gone }
                continue
            }
            guard try isDue() else { return .notDue }
            if !activity.changesDefinition {
                try kill(activity.connectionID)
            } else if told != activity.connectionID {
                guardian.report(
                    .waitingForStatement(
                        verb: activity.verb,
                        connectionID: activity.connectionID,
                        seconds: activity.seconds
                    )
                )
                told = activity.connectionID
            }
            if try takeNamedLock() { return .gone }
            if let deadline, ContinuousClock.now >= deadline {
                return .remains(
                    "connection \(activity.connectionID) of an earlier run, \(activity.verb) for \(activity.seconds) s"
                )
            }
        }
    }

    /// Waits a second for the named lock.
    func takeNamedLock() throws -> Bool {
        try session.value("SELECT GET_LOCK(\(lock), 1)", as: Int.self) == 1
    }

    /// Lets go of the named lock.
    func releaseNamedLock() throws {
        _ = try session.rows("SELECT RELEASE_LOCK(\(lock))")
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
