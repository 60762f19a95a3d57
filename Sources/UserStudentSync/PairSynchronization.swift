import MySQLClient
import SutureCore
import SutureRepair

/// A synchronization of all pairs, which goes on as its progress is asked for.
///
///     for try await report in sync.synchronizeAllPairs() { print(report.created, report.updated) }
///
/// Each element is what has been done so far, after one more chunk; the last one `isFinished`. Whoever stops asking stops the
/// synchronization, between two chunks.
public struct PairSynchronization: AsyncSequence, Sendable {
    /// What has been done so far.
    public typealias Element = SynchronizationReport

    let sync: UserStudentSync
    let chunkRows: Int

    /// Does all of it.
    ///
    /// - Returns: What was done.
    /// - Throws: ``PairError`` when the tables are no pair, `MySQLError` when the server cannot be reached; what was done
    ///   before stays.
    public func finished() async throws -> SynchronizationReport {
        var last = SynchronizationReport()
        for try await report in self { last = report }
        return last
    }

    /// Begins with the first pair.
    public func makeAsyncIterator() -> Iterator { Iterator(sync: sync, chunkRows: chunkRows) }

    /// Does one chunk each time it is asked.
    public struct Iterator: AsyncIteratorProtocol {
        private let sync: UserStudentSync
        private let chunkRows: Int
        private var phases = SynchronizationPhase.allCases[...]
        private var lastKey: Value?
        private var report = SynchronizationReport()

        init(sync: UserStudentSync, chunkRows: Int) {
            self.sync = sync
            self.chunkRows = chunkRows
        }

        /// Does the next chunk.
        ///
        /// - Returns: What has been done so far; nil after the last chunk.
        /// - Throws: ``PairError`` or `MySQLError`, as ``PairSynchronization/finished()`` does.
        public mutating func next() async throws -> SynchronizationReport? {
            guard !report.isFinished else { return nil }
            guard let phase = phases.first else { return try await finish() }
            let after = lastKey
            let limit = chunkRows
            let keys = try await sync.read { session, known in
                try phase.keys(after: after, limit: limit, known.tables, in: session)
            }
            if let first = keys.first, let last = keys.last {
                try await write(phase, keys, (first, last))
            }
            lastKey = keys.last
            if keys.count < chunkRows {
                phases.removeFirst()
                lastKey = nil
            }
            return report
        }

        private mutating func write(
            _ phase: SynchronizationPhase,
            _ keys: [Value],
            _ range: (first: Value, last: Value)
        ) async throws {
            do {
                let rows = try await sync.write(settling: { Swift.max($0, $1) }) { session, known in
                    try phase.write(range, known.tables, in: session)
                }
                count(phase, rows)
            } catch is PairError {
                // One of the rows is refused, or all of them are in use: each by itself tells which.
                for key in keys { try await write(phase, key) }
            }
        }

        private mutating func write(_ phase: SynchronizationPhase, _ key: Value) async throws {
            do {
                let outcome = try await sync.write(settling: SyncOutcome.settle) { session, known in
                    try phase.write(PairKey(key, known.tables), with: PairRows(tables: known.tables, session: session))
                }
                if outcome != .unchanged { count(phase, 1) }
            } catch let error as PairError where error.code == .noSuchRow || error.code == .notInPair {
                // Another program has deleted or changed it in the meantime.
            } catch let error as PairError {
                report.fail(key, error)
            }
        }

        private mutating func count(_ phase: SynchronizationPhase, _ rows: Int) {
            switch phase {
            case .missingSources, .missingPartners: report.created += rows
            case .disagreements: report.updated += rows
            }
        }

        private mutating func finish() async throws -> SynchronizationReport {
            report.after = try await sync.validateConsistency()
            return report
        }
    }
}

extension UserStudentSync {
    /// Brings all pairs into step: missing users, missing students, then what disagrees, which takes the user's values.
    ///
    /// - Parameter chunkRows: How many rows one transaction writes at most.
    /// - Returns: The synchronization, which goes on as its progress is asked for.
    public func synchronizeAllPairs(chunkRows: Int = 1_000) -> PairSynchronization {
        precondition(chunkRows > 0, "a chunk has rows")
        return PairSynchronization(sync: self, chunkRows: chunkRows)
    }
}
