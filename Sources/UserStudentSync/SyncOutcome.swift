/// What a call has done to a pair.
public enum SyncOutcome: String, Sendable {
    /// The missing row was created.
    case created
    /// Both rows were there, and were brought into step.
    case synchronized
    /// Both rows were there and in step.
    case unchanged

    /// What was done by an attempt whose commit was not answered, and the one after it.
    static func settle(_ earlier: SyncOutcome, _ now: SyncOutcome) -> SyncOutcome {
        now == .unchanged ? earlier : now
    }
}
