/// The isolation of a transaction from others.
public struct IsolationLevel: Sendable, Hashable {
    let keywords: String

    /// Sees uncommitted changes of others.
    public static let readUncommitted = IsolationLevel(keywords: "READ UNCOMMITTED")
    /// Sees what is committed when a statement starts.
    public static let readCommitted = IsolationLevel(keywords: "READ COMMITTED")
    /// Sees what was committed at its first read; the default of both servers.
    public static let repeatableRead = IsolationLevel(keywords: "REPEATABLE READ")
    /// Locks what it reads.
    public static let serializable = IsolationLevel(keywords: "SERIALIZABLE")
}
