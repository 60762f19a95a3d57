/// The decision of ``StudentGate/admit(_:)`` whether a request may proceed.
public enum StudentDecision: Sendable {
    /// The reason why a request proceeds.
    public enum Reason: Sendable {
        /// The user has a student, which is in step now.
        case ensured(SyncOutcome)
        /// The user has a different role, such as teacher, and has no student.
        case notAStudent
        /// The user was admitted a short time ago.
        case remembered
        /// The database is unavailable, and the gate is set to let requests pass; the error is the database's.
        case unchecked(any Error)
    }

    /// The request proceeds.
    case goesOn(Reason)
    /// The request is refused.
    case refused(StudentRefusal)
}
