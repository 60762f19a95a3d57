import MySQLClient

/// The lock that lets one runner write at a time: a row with an owner, a lease and a fencing number.
///
/// Every chunk checks the fencing number in its own transaction, so a runner that was taken over can write nothing more.
/// On a single server the runner also holds a named lock of its connection (GET_LOCK): whoever gets that one knows that the
/// last owner's connection is gone, and need not wait for the lease to end. Galera does not replicate named locks, so on a
/// cluster the lease alone decides.
struct RunLock {
    let session: Session
    let names: StateNames
    let settings: RunSettings

    /// Takes the lock, waiting for another runner as long as the settings allow.
    ///
    /// - Returns: The fencing number of this run.
    func acquire(_ guardian: RunGuardian) throws -> Int64 {
        let clock = ContinuousClock()
        let deadline = clock.now + settings.lockTimeout
        let isCluster = try isCluster()
        var isAnnounced = false
        while true {
            try guardian.checkInterruption()
            let isOwnerGone = try !isCluster && takeNamedLock()
            if let fence = try take(regardlessOfLease: isOwnerGone) { return fence }
            let holder = try holder()
            if !isAnnounced, let holder {
                guardian.report(.waitingForLock(owner: holder.owner, since: holder.since))
                isAnnounced = true
            }
            guard clock.now < deadline else {
                throw SutureError(
                    .locked,
                    "Another runner holds the lock: \(holder?.owner ?? "unknown"), since \(holder?.since ?? "unknown") UTC.",
                    remedy: "Wait for it to end, or allow more time with --lock-timeout.",
                    outcome: .locked
                )
            }
            if isCluster { Pause.wait(.milliseconds(200)) }
        }
    }

    /// Holds the lease for longer; false when another runner has taken over.
    func renew(fence: Int64) throws -> Bool {
        try session
            .execute(
                "UPDATE \(names.lock) SET expires_at = \(expiry) WHERE name = 'run' AND fence = \(fence)"
            )
            .matchedRows == 1
    }

    /// Gives the lock back, unless another runner has taken over.
    func release(fence: Int64) throws {
        try session.execute(
            """
            UPDATE \(names.lock) SET owner = NULL, acquired_at = NULL, expires_at = NULL
            WHERE name = 'run' AND fence = \(fence)
            """
        )
        _ = try session.rows("SELECT RELEASE_LOCK(\(namedLock))")
    }

    /// Who holds the lock, and since when; nil when it is free.
    func holder() throws -> (owner: String, since: String)? {
        let row = try session.firstRow(
            """
            SELECT owner, DATE_FORMAT(acquired_at, '%Y-%m-%d %H:%i:%s') AS since FROM \(names.lock)
            WHERE name = 'run' AND owner IS NOT NULL
            """
        )
        return try row.map { (try $0.get("owner"), try $0.get("since")) }
    }

    private var expiry: Statement {
        let microseconds = settings.lease.components.seconds * 1_000_000
        return "TIMESTAMPADD(MICROSECOND, \(raw: String(microseconds)), UTC_TIMESTAMP(6))"
    }

    private var namedLock: String {
        "suture:" + String((names.schema ?? session.database ?? "").prefix(50))
    }

    private func takeNamedLock() throws -> Bool {
        try session.value("SELECT GET_LOCK(\(namedLock), 1)", as: Int.self) == 1
    }

    private func isCluster() throws -> Bool {
        guard let row = try session.firstRow("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'") else { return false }
        return try row.get(1, as: String.self).uppercased() == "ON"
    }

    private func take(regardlessOfLease: Bool) throws -> Int64? {
        try session.transaction {
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
            return fence + 1
        }
    }
}
