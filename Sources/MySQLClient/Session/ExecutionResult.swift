/// What a statement did.
public struct ExecutionResult: Sendable, Hashable {
    /// The rows that an UPDATE found, changed or not; the rows that another statement inserted, deleted or returned.
    public var matchedRows: UInt64
    /// The first value that `AUTO_INCREMENT` gave out, or zero.
    public var insertID: UInt64
    /// How many warnings ``Session/warnings()`` would return.
    public var warningCount: Int
}
