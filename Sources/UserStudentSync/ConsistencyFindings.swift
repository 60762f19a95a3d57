import MySQLClient

/// The pairs that are out of step, one by one, in constant memory.
///
/// They are read a thousand at a time, on demand; concurrent writes of other programs may be found or not.
public struct ConsistencyFindings: AsyncSequence, Sendable {
    /// One pair that is out of step.
    public typealias Element = ConsistencyFinding

    let sync: UserStudentSync

    /// Creates an iterator that begins with the first finding.
    public func makeAsyncIterator() -> Iterator { Iterator(sync: sync) }

    /// An iterator that reads the next findings on demand.
    public struct Iterator: AsyncIteratorProtocol {
        private static let pageSize = 1_000

        private let sync: UserStudentSync
        private var kinds = ConsistencyFinding.Kind.allCases[...]
        private var page: ArraySlice<ConsistencyFinding> = []
        private var lastKey: Value?

        init(sync: UserStudentSync) { self.sync = sync }

        /// Returns the next finding; nil at the end.
        ///
        /// - Returns: The finding.
        /// - Throws: ``PairError`` when the tables are not a valid pair, `MySQLError` when the server cannot be
        ///   reached.
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
    /// Counts the pairs that are in step and those that are not, all at one moment.
    ///
    /// - Returns: The counts.
    /// - Throws: ``PairError`` when the tables are not a valid pair, `MySQLError` when the server cannot be reached.
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
