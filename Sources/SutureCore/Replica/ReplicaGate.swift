import MySQLClient
import Synchronization

/// Holds a run back while its replicas do not have what it has written.
///
/// Lag is measured by content. Each chunk writes the time into its fencing row (``RunFence``), and the same row is read on
/// each replica: the first chunk that is missing there says for how long the replica has been behind. What a replica says
/// of itself is not asked, since it knows nothing of what it has not received.
final class ReplicaGate: Sendable {
    private struct Reading {
        let mark: String
        let instant: ContinuousClock.Instant
    }

    private struct State {
        /// What chunks have written and some replica did not have, oldest first.
        var written: [Reading] = []
        /// What stands on each replica.
        var readings: [Int: Reading] = [:]
    }

    /// Why a replica holds the run back.
    enum Obstacle: Equatable {
        /// It has been behind for so long.
        case lag(Duration)
        /// It could not be read.
        case unreadable

        var lag: Duration? {
            if case .lag(let lag) = self { lag } else { nil }
        }
    }

    let replicas: [ConnectionConfiguration]
    private let maximumLag: Duration
    private let timeout: Duration
    private let state = Mutex(State())

    /// For how long a reading counts.
    private static let validity: Duration = .seconds(5)

    /// Makes a gate; nil when the settings name no replicas.
    init?(_ settings: RunSettings) {
        guard !settings.replicas.isEmpty else { return nil }
        replicas = settings.replicas
        maximumLag = settings.maximumLag
        timeout = settings.replicaTimeout
    }

    /// Notes what a chunk has written; times of the server as text, which sort as they follow each other.
    func noteWritten(_ mark: String) {
        state.withLock { $0.written.append(Reading(mark: mark, instant: .now)) }
    }

    /// Notes what stands on a replica, or that it could not be read.
    func noteRead(_ mark: String, on replica: Int) {
        state.withLock { state in
            state.readings[replica] = Reading(mark: mark, instant: .now)
            guard state.readings.count == replicas.count else { return }
            let common = state.readings.values.map(\.mark).min() ?? ""
            state.written.removeAll { $0.mark <= common }
        }
    }

    /// The first replica that holds the run back.
    func obstacle(at now: ContinuousClock.Instant = .now) -> (replica: ConnectionConfiguration, obstacle: Obstacle)? {
        state.withLock { state in
            for (number, replica) in replicas.enumerated() {
                guard let reading = state.readings[number], now - reading.instant < Self.validity else {
                    return (replica, .unreadable)
                }
                guard let missing = state.written.first(where: { $0.mark > reading.mark }) else { continue }
                let lag = now - missing.instant
                if lag > maximumLag { return (replica, .lag(lag)) }
            }
            return nil
        }
    }

    /// Waits until every replica is in step, told once for each reason; gives up when that takes too long.
    ///
    /// - Throws: `SutureError` with the code `replica-lag` or `replica-unreadable`, or of an interruption.
    func wait(_ guardian: RunGuardian) throws {
        let deadline = ContinuousClock.now + timeout
        var told: Bool?
        // The first reading of a run comes a moment after its start.
        let patience = ContinuousClock.now + .seconds(1)
        while let (replica, obstacle) = obstacle() {
            try guardian.checkInterruption()
            let isReadable = obstacle.lag != nil
            if told != isReadable, isReadable || ContinuousClock.now > patience {
                guardian.report(.waitingForReplica(place: replica.place, lag: obstacle.lag))
                told = isReadable
            }
            guard ContinuousClock.now < deadline else { throw failure(replica, obstacle) }
            Pause.wait(.milliseconds(50))
        }
    }

    private func failure(_ replica: ConnectionConfiguration, _ obstacle: Obstacle) -> SutureError {
        let seconds = timeout.components.seconds
        return switch obstacle {
        case .lag(let lag):
            SutureError(
                .replicaLag,
                "The replica \(replica.place) has been \(lag.components.seconds) s behind, and did not catch up in "
                    + "\(seconds) s; what was done is recorded.",
                remedy: "See that replication runs; then run the same command again, or allow more with --max-lag.",
                outcome: .failed
            )
        case .unreadable:
            SutureError(
                .replicaUnreadable,
                "The replica \(replica.place) could not be read for \(seconds) s, so that its lag is not known; what was "
                    + "done is recorded.",
                remedy: "Bring the replica back, or leave out its --replica; then run the same command again.",
                outcome: .failed
            )
        }
    }
}
