/// A statement that was sent, and that the server has not answered yet.
public struct AwaitedStatement: Sendable, Hashable {
    /// Its number among the statements of the connection.
    public var number: UInt64
    /// The time at which it was sent.
    public var since: ContinuousClock.Instant
}
