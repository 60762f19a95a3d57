import MySQLClient

/// Throws for a server that takes no writes, such as a replica, or a primary after a fail-over.
enum WritableServer {
    static func require(_ session: Session, outcome: SutureError.Outcome = .refused) throws {
        let isReadOnly: Int? = try session.value("SELECT @@global.read_only")
        if isReadOnly == 1 { throw error("@@read_only is on", outcome: outcome) }
        if let state = try session.groupMember()?.state, state != "ONLINE" {
            throw error("it is not online in its replication group: \(state)", outcome: outcome)
        }
    }

    static func error(_ reason: String, outcome: SutureError.Outcome = .refused) -> SutureError {
        SutureError(
            .serverReadOnly,
            "The server takes no writes (\(reason)).",
            remedy: "Connect to the primary, or switch read_only off; then run the same command again.",
            outcome: outcome
        )
    }
}
