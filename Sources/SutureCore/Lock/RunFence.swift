import MySQLClient

/// The fencing number under which a run writes, in a row of its own.
///
/// Every chunk writes the row in its own transaction: so another runner that takes over waits for an open chunk, and a
/// replaced runner can no longer write. It is written and not only read because a cluster certifies nothing but writes:
/// of a chunk and a take-over on two nodes, one fails.
struct RunFence {
    let session: Session
    let names: StateNames
    let number: Int64

    /// Throws when another runner has taken over; outside a transaction this reflects only the state of a moment ago.
    func check() throws {
        let isHeld =
            if session.inTransaction {
                try session
                    .execute(
                        "UPDATE \(names.fence) SET written_at = UTC_TIMESTAMP(6) WHERE name = 'run' AND fence = \(number)"
                    )
                    .matchedRows == 1
            } else {
                try current() == number
            }
        guard !isHeld else { return }
        guard try current() != nil else {
            throw SutureError(
                .stateInvalid,
                "The row of suture_fence was deleted while the run was under way; the open chunk was rolled back.",
                remedy: "See that nobody else writes Suture's tables, and run the same command again.",
                outcome: .failed
            )
        }
        throw SutureError(
            .fenced,
            "Another runner took this run over; nothing more was written.",
            remedy: "See suture status for who runs now.",
            outcome: .failed
        )
    }

    /// Returns the time at which the last chunk wrote the row, as text with microseconds; nil before the first.
    static func writtenAt(_ session: Session, _ names: StateNames) throws -> String? {
        try session.value(
            "SELECT DATE_FORMAT(written_at, '%Y-%m-%d %H:%i:%s.%f') FROM \(names.fence) WHERE name = 'run'"
        )
    }

    private func current() throws -> Int64? {
        try session.value("SELECT fence FROM \(names.fence) WHERE name = 'run'")
    }
}
