/// The progress of a running restore.
public struct RestoreProgress: Sendable, Hashable {
    /// The bytes of the dump that the client has read so far.
    public var bytes: Int64
    /// The bytes of the whole dump.
    public var totalBytes: Int64
    /// The time since the first statement.
    public var elapsed: Duration

    /// Creates a state of progress.
    public init(bytes: Int64, totalBytes: Int64, elapsed: Duration) {
        self.bytes = bytes
        self.totalBytes = totalBytes
        self.elapsed = elapsed
    }
}
