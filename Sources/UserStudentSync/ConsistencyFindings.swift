import MySQLClient

/// The pairs that are out of step, one by one, in constant memory.
///
/// They are read a thousand at a time, as they are asked for; what other programs write meanwhile may be found or not.
public struct ConsistencyFindings: AsyncSequence, Sendable {
    /// One pair that is out of step.
    public typealias Element = ConsistencyFinding

    let sync: UserStudentSync

    /// Begins with the first finding.
    public func makeAsyncIterator() -> Iterator { Iterator(sync: sync) }

    /// Reads the next findings when those that it has are used up.
    public struct Iterator: AsyncIteratorProtocol {
        private static let pageSize = 1_000

        private let sync: UserStudentSync
        private var kinds = ConsistencyFinding.Kind.allCases[...]
        private var page: ArraySlice<ConsistencyFinding> = []
        private var lastKey: Value?

        init(sync: UserStudentSync) { self.sync = sync }

        /// The next finding; nil when there is none left.
        ///
        /// - Returns: The finding.
        /// - Throws: ``PairError`` when the tables are no pair, `MySQLError` when the server cannot be reached.
        public mutating func next() async throws -> ConsistencyFinding? {
            while page.isEmpty {
                guard let kind = kinds.first else { return nil }
                let after = lastKey
                let found = try await sync.read { session, known in
                    try PairQueries(tables: known.tables)
                        .findings(kind, after: after, limit: Self.pageSize, in: session)
                }
                page = found[...]
                lastKey = found.last?.key
                if found.count < Self.pageSize {
                    kinds.removeFirst()
                    lastKey = nil
                }
            }
            return page.popFirst()
        }
    }
}

extension UserStudentSync {
    /// Counts what is in step and what is not, all at one moment.
    ///
    /// - Returns: The counts.
    /// - Throws: ``PairError`` when the tables are no pair, `MySQLError` when the server cannot be reached.
    public func validateConsistency() async throws -> ConsistencyReport {
        try await read { session, known in
            try session.transaction(isolation: .repeatableRead, readOnly: true) {
                try PairQueries(tables: known.tables).counts(in: session)
            }
        }
    }

    /// The pairs that are out of step, one by one.
    public var consistencyFindings: ConsistencyFindings { ConsistencyFindings(sync: self) }
}
