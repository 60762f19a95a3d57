import MySQLClient

/// Checks that a run can continue on the server that answers after a loss: that it is the same server, another node of
/// its cluster, or a promoted replica that has everything that the run wrote.
struct FailOver {
    let session: Session
    /// The server whose connection was lost.
    let lost: ServerIdentity
    /// The cluster that it was a node of, or nil.
    let cluster: String?
    /// The transactions that the run has committed, as far as their identifiers are known.
    let written: GTIDSet
    /// The time at which the connection to it was opened.
    let openedAt: ContinuousClock.Instant
    /// A table of the run, which is read once the server has applied what it received; nil before the run has one.
    let table: Statement?

    /// Throws unless the run can continue here.
    ///
    /// - Throws: `SutureError.Code.serverChanged` for a server of another origin, `.transactionsLost` if it lacks
    ///   writes of the run, `.privilegeMissing` if the account may not check; `MySQLError` with `.nodeNotReady` while
    ///   the server is not ready, which may change.
    func require() throws {
        let isSame = session.server.instance == lost.instance
        let isSameCluster = try cluster != nil && ClusterNode.cluster(session) == cluster
        if !isSame, !isSameCluster { return try requirePromoted() }
        if let member = try session.groupMember() { try requireReady(member, isSame: isSame) }
        try requireWritten()
    }

    /// Waits until the member has applied everything that its group has ordered before now.
    private func requireReady(_ member: GroupMember, isSame: Bool) throws {
        if member.state == nil {
            let question =
                "whether it is online in its replication group, and not a server that was restarted outside of it"
            guard try isSame && !hasRestarted() else { throw denied("replication_group_members", question) }
        }
        try member.requireOnline()
        // The last messages of a member that has left are delivered, or never will be, once the others have expelled
        // it.
        guard member.unreachable == 0 else { throw notReady("A member of the replication group does not answer") }
        guard let table else { return }
        try session.execute("SET SESSION group_replication_consistency = 'BEFORE'")
        do {
            _ = try session.rows("SELECT 1 FROM \(table) LIMIT 1")
        } catch let error as MySQLError where error.isRefusal {
            throw notReady(error.message)
        }
        let usual = member.isSinglePrimary ? "BEFORE_ON_PRIMARY_FAILOVER" : "BEFORE"
        try session.execute("SET SESSION group_replication_consistency = '\(raw: usual)'")
    }

    private func hasRestarted() throws -> Bool {
        let uptime: Int64? = try session.firstRow("SHOW GLOBAL STATUS LIKE 'Uptime'")
            .map { row in
                Int64(try row.get(1, as: String.self)) ?? 0
            }
        return Duration.seconds(uptime ?? 0) <= ContinuousClock.now - openedAt
    }

    /// Checks for every transaction of the run.
    private func requireWritten() throws {
        guard !written.isEmpty else { return }
        let missing: String? = try session.value("SELECT GTID_SUBTRACT(\(written.description), @@GLOBAL.gtid_executed)")
        guard let missing, !missing.isEmpty else { return }
        throw SutureError(
            .transactionsLost,
            "The server that answers now lacks transactions that this run has committed: \(missing).",
            remedy: """
                Find out which server holds them, and what else was lost with them. To go on with what this one has, run the \
                same command again.
                """,
            outcome: .failed
        )
    }

    /// Accepts a promoted replica, and no other server.
    private func requirePromoted() throws {
        let hasGTIDs = try session.server.vendor == .mysql && session.value("SELECT @@GLOBAL.gtid_mode") == "ON"
        guard hasGTIDs, !written.isEmpty, cluster == nil, session.server.groupMember == nil else {
            throw SutureError(
                .serverChanged,
                "The connection was lost, and another server answers now.",
                remedy: "Find out which one holds the data; then run the same command again on that one.",
                outcome: .failed
            )
        }
        try requireWritten()
        // The last transaction, whose answer may have been lost, must not arrive later.
        let channels: [Row]
        do {
            channels = try session.rows(
                """
                SELECT CHANNEL_NAME AS name, SERVICE_STATE AS state,
                  GTID_SUBSET(RECEIVED_TRANSACTION_SET, @@GLOBAL.gtid_executed) AS is_applied
                FROM performance_schema.replication_connection_status
                """
            )
        } catch let error as MySQLError where error.code == .tableAccessDenied {
            throw denied("replication_connection_status", "whether it still replicates from another server")
        }
        for channel in channels {
            guard try channel.get("state", as: String.self) == "OFF" else {
                throw notReady("The server still replicates from another one")
            }
            guard try channel.get("is_applied", as: Int.self) == 1 else {
                throw notReady("The server has not applied everything that it has received")
            }
        }
    }

    private func notReady(_ message: String) -> MySQLError {
        MySQLError(code: .nodeNotReady, sqlState: "08S01", message: message)
    }

    private func denied(_ table: String, _ question: String) -> SutureError {
        SutureError(
            .privilegeMissing,
            "The connection was lost, and the account may not ask the server that answers now \(question).",
            remedy: """
                GRANT SELECT ON performance_schema.\(table) TO the account, so that a run goes on by itself; or see to it \
                yourself, and run the same command again.
                """,
            outcome: .failed
        )
    }
}
