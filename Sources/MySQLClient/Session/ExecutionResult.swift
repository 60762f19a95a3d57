/// The result of a statement.
public struct ExecutionResult: Sendable, Hashable {
    /// The number of rows that an UPDATE found, changed or not, or that another statement inserted, deleted or
    /// returned.
    public var matchedRows: UInt64
    /// The first value generated for `AUTO_INCREMENT`, or zero.
    public var insertID: UInt64
    /// The number of warnings that ``Session/warnings()`` would return.
    public var warningCount: Int
}
