import MySQLClient

/// The session of the previous run, if its server still works on its last statement, or waits for a client that is
/// gone, hangs or sleeps.
///
/// It is known by the named lock of its connection (GET_LOCK), which is released once its transaction was rolled back:
/// whoever then holds the named lock reads the final state. Since a server reuses connection numbers after a restart,
/// the lock and not the number identifies the session.
struct FormerSession {
    let session: Session
    let lock: String

    /// The outcome of an attempt to end the session.
    enum Outcome {
        /// The session is gone, and this one holds its named lock.
        case gone
        /// Another runner is at work; its session must not be ended.
        case notDue
        /// The time is over, and this is still running.
        case remains(String)
    }

    /// Waits for the definition that the session changes, or otherwise kills it, until it is gone; then holds its named
    /// lock.
    ///
    /// - Parameters:
    ///   - guardian: Receives reports of a wait, and decides whether to continue.
    ///   - deadline: The time to give up; nil for never.
    ///   - patience: The time for which the same session has to hold the named lock before it is killed: another runner
    ///   that has just got it records this in the row of the lock a moment later.
    ///   - isDue: Returns whether the session may be ended; called again each time, since another runner may have ended
    ///   it and taken its place.
    /// - Returns: The outcome.
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

    /// Releases the named lock.
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
            // It is already gone.
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
