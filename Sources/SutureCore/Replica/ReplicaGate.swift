import MySQLClient
import Synchronization

/// Pauses a run while its replicas lag behind its writes.
///
/// Lag is measured by content. Each chunk writes the time into its fencing row (``RunFence``), and the same row is read
/// on each replica: the first chunk that is missing there shows how long the replica has been behind. The replica's own
/// status is not used, since it does not know what it has not received.
final class ReplicaGate: Sendable {
    private struct Reading {
        let mark: String
        let instant: ContinuousClock.Instant
    }

    private struct State {
        /// The writes of chunks, in their order, from the last one that all replicas have.
        var written: [Reading] = []
        /// The last reading of each replica.
        var readings: [Int: Reading] = [:]

        /// Returns the place of a reading among the writes; found by equality, since clocks jump.
        func place(of reading: Reading) -> Int? { written.lastIndex { $0.mark == reading.mark } }
    }

    /// The reason why a replica pauses the run.
    enum Obstacle: Equatable {
        /// It has been behind for this long.
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

    /// The time for which a reading is valid.
    private static let validity: Duration = .seconds(5)

    /// Creates a gate; nil if the settings name no replicas.
    init?(_ settings: RunSettings) {
        guard !settings.replicas.isEmpty else { return nil }
        replicas = settings.replicas
        maximumLag = settings.maximumLag
        timeout = settings.replicaTimeout
    }

    /// Records what a chunk has written.
    func noteWritten(_ mark: String) {
        state.withLock { $0.written.append(Reading(mark: mark, instant: .now)) }
    }

    /// Records what was read on a replica.
    func noteRead(_ mark: String, on replica: Int) {
        state.withLock { state in
            state.readings[replica] = Reading(mark: mark, instant: .now)
            let places = state.readings.values.compactMap(state.place(of:))
            guard places.count == replicas.count, let common = places.min() else { return }
            state.written.removeFirst(common)
        }
    }

    /// Returns the first replica that pauses the run.
    func obstacle(at now: ContinuousClock.Instant = .now) -> (replica: ConnectionConfiguration, obstacle: Obstacle)? {
        state.withLock { state in
            for (number, replica) in replicas.enumerated() {
                guard let reading = state.readings[number], now - reading.instant < Self.validity else {
                    return (replica, .unreadable)
                }
                let next = state.place(of: reading).map { $0 + 1 } ?? 0
                guard next < state.written.count else { continue }
                let missing = state.written[next]
                let lag = now - missing.instant
                if lag > maximumLag { return (replica, .lag(lag)) }
            }
            return nil
        }
    }

    /// Waits until every replica has caught up, and reports each reason once; gives up after a time limit.
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
