/// What a call has done to a pair.
public enum SyncOutcome: String, Sendable {
    /// The missing row was created.
    case created
    /// Both rows were there, and were brought into step.
    case synchronized
    /// Both rows were there and in step.
    case unchanged
}
