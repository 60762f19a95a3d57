import MySQLClient
import SutureCore
import SutureRepair

/// A synchronization of all pairs, which advances as its elements are requested.
///
///     for try await report in sync.synchronizeAllPairs() { print(report.created, report.updated) }
///
/// Each element reports the work so far, after one more chunk; the last one `isFinished`. To stop the synchronization
/// between two chunks, request no more elements.
public struct PairSynchronization: AsyncSequence, Sendable {
    /// The work so far.
    public typealias Element = SynchronizationReport

    let sync: UserStudentSync
    let chunkRows: Int

    /// Runs the synchronization to its end.
    ///
    /// - Returns: The complete report.
    /// - Throws: ``PairError`` when the tables are not a valid pair, `MySQLError` when the server cannot be reached;
    ///   finished chunks stay.
    public func finished() async throws -> SynchronizationReport {
        var last = SynchronizationReport()
        for try await report in self { last = report }
        return last
    }

    /// Creates an iterator that begins with the first pair.
    public func makeAsyncIterator() -> Iterator { Iterator(sync: sync, chunkRows: chunkRows) }

    /// An iterator that processes one chunk per call.
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

        /// Processes the next chunk.
        ///
        /// - Returns: The work so far; nil after the last chunk.
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
                // One of the rows is refused, or all of them are in use: processing them one by one shows which.
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
    /// Synchronizes all pairs: missing users, missing students, then differences, which take the user's values.
    ///
    /// - Parameter chunkRows: The maximum number of rows that one transaction writes.
    /// - Returns: The synchronization, which advances as its elements are requested.
    public func synchronizeAllPairs(chunkRows: Int = 1_000) -> PairSynchronization {
        precondition(chunkRows > 0, "a chunk has rows")
        return PairSynchronization(sync: self, chunkRows: chunkRows)
    }
}
