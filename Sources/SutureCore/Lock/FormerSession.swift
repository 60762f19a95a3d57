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
    ///   - patience: For how long the same session has to hold the named lock before it is killed: another runner that has
    ///     just got it says so in the row of the lock a moment later.
    ///   - isDue: Whether the session may be ended; asked again each time, since another runner may have done it, and taken
    ///     its place.
    /// - Returns: How it ended.
    /// - Throws: `SutureError.Code.privilegeMissing` when the account may not end the session.
    func end(
        _ guardian: RunGuardian,
        until deadline: ContinuousClock.Instant?,
        patience: Duration = .zero,
        isDue: () throws -> Bool
    ) throws -> Outcome {
        var told: UInt64?
        var seen: (connectionID: UInt64, since: ContinuousClock.Instant)?
        while true {
            try guardian.checkInterruption()
            guard let activity = try activity() else {
                if try takeNamedLock() { return .gone }
                continue
            }
            guard try isDue() else { return .notDue }
            let since = seen?.connectionID == activity.connectionID ? seen?.since ?? .now : .now
            seen = (activity.connectionID, since)
            let isEarly = !activity.changesDefinition && ContinuousClock.now - since < patience
            if !activity.changesDefinition {
                if !isEarly { try kill(activity.connectionID) }
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
                if isEarly { return .notDue }
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

    private func activity() throws -> ServerSession? {
        let holder: UInt64? = try session.value("SELECT IS_USED_LOCK(\(lock))")
        return try holder.flatMap { try ServerSession.find($0, in: session) }
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
