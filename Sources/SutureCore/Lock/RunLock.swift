import MySQLClient

/// The lock that lets one runner write at a time: a row with an owner, a lease and a fencing number.
///
/// Every chunk writes the fencing number in its own transaction, so a replaced runner can no longer write. On a single
/// server the runner also holds a named lock of its connection (GET_LOCK): whoever gets it knows that the last owner's
/// connection is gone, and need not wait for the lease to end. Galera clusters and Group Replication do not replicate
/// named locks: there they cover only the sessions of one node, and the lease decides.
struct RunLock {
    let session: Session
    let names: StateNames
    let settings: RunSettings

    /// Takes the lock, waiting for another runner as long as the settings allow.
    ///
    /// When the lease of another runner is over, its session is ended before this run begins: a client that was stopped
    /// and wakes up, or a statement that the server still executes, can then change nothing unnoticed.
    ///
    /// - Returns: The fencing number of this run.
    func acquire(_ guardian: RunGuardian) throws -> Int64 {
        let deadline = ContinuousClock.now + settings.lockTimeout
        let isCluster = try ClusterNode.isPresent(session)
        var isAnnounced = false
        while true {
            try guardian.checkInterruption()
            if try formerSession.takeNamedLock() || endFormerSession(guardian, until: deadline) {
                // On another node of a cluster, the owner may still be at work.
                if let fence = try take(regardlessOfLease: !isCluster) { return fence }
                try formerSession.releaseNamedLock()
            }
            let holder = try holder()
            if !isAnnounced, let holder {
                guardian.report(.waitingForLock(owner: holder.owner, since: holder.since))
                isAnnounced = true
            }
            guard ContinuousClock.now < deadline else {
                throw refusal(holder?.owner ?? "unknown", since: holder?.since ?? "unknown")
            }
            if isCluster { Pause.wait(.milliseconds(200)) }
        }
    }

    /// Takes the place of this run's own lost session: ends it if the server still knows it.
    ///
    /// - Throws: `SutureError.Code.fenced` when another runner has taken over meanwhile.
    func resume(fence: Int64, _ guardian: RunGuardian) throws {
        let own = RunFence(session: session, names: names, number: fence)
        try own.check()
        // In a cluster, a write of this row makes the last chunk of the lost session fail if it arrives only now.
        if try ClusterNode.isPresent(session) { try session.transaction { try own.check() } }
        _ = try formerSession.end(guardian, until: nil) {
            try own.check()
            _ = try renew(fence: fence)
            return true
        }
        try own.check()
    }

    /// Ends the session of a runner whose lease is over.
    ///
    /// - Returns: True if it is gone and this session holds its named lock.
    private func endFormerSession(_ guardian: RunGuardian, until deadline: ContinuousClock.Instant) throws -> Bool {
        guard try isLeaseOver() else { return false }
        switch try formerSession.end(guardian, until: deadline, patience: .seconds(3), isDue: isLeaseOver) {
        case .gone: return true
        case .notDue: return false
        case .remains(let statement): throw refusal(statement, since: nil)
        }
    }

    /// Extends the lease; returns false if another runner has taken over.
    func renew(fence: Int64) throws -> Bool {
        try session
            .execute(
                "UPDATE \(names.lock) SET expires_at = \(expiry) WHERE name = 'run' AND fence = \(fence)"
            )
            .matchedRows == 1
    }

    /// Releases the lock, unless another runner has taken over.
    func release(fence: Int64) throws {
        // Both at once: a runner that dies leaves neither without the other. Otherwise, a free row whose owner still
        // has the named lock would look like an owner that hangs.
        try session.execute(
            """
            UPDATE \(names.lock) SET owner = NULL, acquired_at = NULL, expires_at = NULL
            WHERE name = 'run' AND fence = \(fence) AND COALESCE(RELEASE_LOCK(\(namedLock)), 0) >= 0
            """
        )
    }

    /// Returns whether the row names an owner that is gone: one that died after its last change, before releasing the
    /// lock.
    func isAbandoned() throws -> Bool {
        guard try StateTables(session: session, names: names).exist() else { return false }
        let isGone: Statement =
            try ClusterNode.isPresent(session)
            ? "expires_at < UTC_TIMESTAMP(6)"
            : "(expires_at < UTC_TIMESTAMP(6) OR IS_FREE_LOCK(\(namedLock)))"
        return try session.value(
            "SELECT COUNT(*) FROM \(names.lock) WHERE name = 'run' AND owner IS NOT NULL AND \(isGone)",
            as: Int.self
        ) == 1
    }

    /// Returns the owner of the lock, and since when; nil if the lock is free.
    func holder() throws -> (owner: String, since: String)? {
        let row = try session.firstRow(
            """
            SELECT owner, DATE_FORMAT(acquired_at, '%Y-%m-%d %H:%i:%s') AS since FROM \(names.lock)
            WHERE name = 'run' AND owner IS NOT NULL
            """
        )
        return try row.map { (try $0.get("owner"), try $0.get("since")) }
    }

    private func isLeaseOver() throws -> Bool {
        try session.value(
            "SELECT owner IS NULL OR expires_at < UTC_TIMESTAMP(6) FROM \(names.lock) WHERE name = 'run'"
        ) ?? false
    }

    private var formerSession: FormerSession {
        get throws { FormerSession(session: session, lock: try namedLock) }
    }

    private func refusal(_ owner: String, since: String?) -> SutureError {
        SutureError(
            .locked,
            "Another runner holds the lock: \(owner)\(since.map { ", since \($0) UTC" } ?? "").",
            remedy: "Wait for it to end, or allow more time with --lock-timeout.",
            outcome: .locked
        )
    }

    private var expiry: Statement {
        let microseconds = settings.lease.components.seconds * 1_000_000
        return "TIMESTAMPADD(MICROSECOND, \(raw: String(microseconds)), UTC_TIMESTAMP(6))"
    }

    private var namedLock: String {
        get throws { "suture:" + String(try (names.schema ?? session.database ?? "").prefix(50)) }
    }

    /// - Returns: The new fencing number; nil when another runner holds the lock, or still writes a chunk.
    private func take(regardlessOfLease: Bool) throws -> Int64? {
        do {
            return try session.transaction {
                let isFree: Statement =
                    regardlessOfLease ? "TRUE" : "(owner IS NULL OR expires_at < UTC_TIMESTAMP(6))"
                let fence: Int64? = try session.value(
                    "SELECT fence FROM \(names.lock) WHERE name = 'run' AND \(isFree) FOR UPDATE"
                )
                guard let fence else { return nil }
                try session.execute(
                    """
                    UPDATE \(names.lock) SET owner = \(settings.owner), fence = \(fence + 1),
                      acquired_at = UTC_TIMESTAMP(6), expires_at = \(expiry) WHERE name = 'run'
                    """
                )
                try session.execute("UPDATE \(names.fence) SET fence = \(fence + 1) WHERE name = 'run'")
                return fence + 1
            }
        } catch let error as MySQLError where error.isTransient {
            return nil
        }
    }
}
