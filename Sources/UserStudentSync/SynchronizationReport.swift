import MySQLClient

/// The result of a synchronization of all pairs.
public struct SynchronizationReport: Sendable {
    /// A pair that could not be synchronized.
    public struct Failure: Sendable {
        /// The key of the pair.
        public var key: Value
        /// The error.
        public var error: PairError
    }

    /// The number of missing rows that were created, in either table.
    public var created = 0
    /// The number of pairs that differed and were synchronized.
    public var updated = 0
    /// The number of pairs that could not be synchronized.
    public var failed = 0
    /// The first thousand failures.
    public var failures: [Failure] = []
    /// The state of the pairs at the end; nil until all were processed.
    public var after: ConsistencyReport?

    /// True if all pairs were processed.
    public var isFinished: Bool { after != nil }

    /// The number of pairs that were in step before; zero until all were processed.
    public var unchanged: Int { max(0, (after?.pairsInStep ?? 0) - created - updated) }

    /// Creates an empty report.
    public init() {}

    /// The maximum number of stored failures.
    static let keptFailures = 1_000

    mutating func fail(_ key: Value, _ error: PairError) {
        failed += 1
        if failures.count < Self.keptFailures { failures.append(Failure(key: key, error: error)) }
    }
}
