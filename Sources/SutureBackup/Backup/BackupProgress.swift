/// The progress of a running backup.
public struct BackupProgress: Sendable, Hashable {
    /// The bytes written so far.
    public var bytes: Int64
    /// The tables whose dump has begun.
    public var tables: Int
    /// The tables that the dump will hold.
    public var totalTables: Int
    /// The time since the dump began.
    public var elapsed: Duration

    /// Creates a state of progress.
    public init(bytes: Int64, tables: Int, totalTables: Int, elapsed: Duration) {
        self.bytes = bytes
        self.tables = tables
        self.totalTables = totalTables
        self.elapsed = elapsed
    }
}
