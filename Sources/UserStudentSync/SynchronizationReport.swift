import MySQLClient

/// What a synchronization of all pairs has done.
public struct SynchronizationReport: Sendable {
    /// A pair that could not be brought into step.
    public struct Failure: Sendable {
        /// The key of the pair.
        public var key: Value
        /// Why.
        public var error: PairError
    }

    /// How many missing rows were created, in either table.
    public var created = 0
    /// How many pairs disagreed and were brought into step.
    public var updated = 0
    /// How many pairs could not be brought into step.
    public var failed = 0
    /// The first thousand of those.
    public var failures: [Failure] = []
    /// How the pairs stand at the end; nil until all were looked at.
    public var after: ConsistencyReport?

    /// Whether all pairs were looked at.
    public var isFinished: Bool { after != nil }

    /// How many pairs were in step before; none until all were looked at.
    public var unchanged: Int { max(0, (after?.pairsInStep ?? 0) - created - updated) }

    /// Makes a report of nothing done yet.
    public init() {}

    /// How many of the failures are kept.
    static let keptFailures = 1_000

    mutating func fail(_ key: Value, _ error: PairError) {
        failed += 1
        if failures.count < Self.keptFailures { failures.append(Failure(key: key, error: error)) }
    }
}
