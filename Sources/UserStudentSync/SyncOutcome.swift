/// The effect of a call on a pair.
public enum SyncOutcome: String, Sendable {
    /// The missing row was created.
    case created
    /// Both rows existed, and were synchronized.
    case synchronized
    /// Both rows existed and were in step.
    case unchanged

    /// Combines the outcomes of an attempt whose commit was not answered, and of the one after it.
    static func settle(_ earlier: SyncOutcome, _ now: SyncOutcome) -> SyncOutcome {
        now == .unchanged ? earlier : now
    }
}
