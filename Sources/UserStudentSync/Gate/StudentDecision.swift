/// Whether a request may go on, as ``StudentGate/admit(_:)`` decides.
public enum StudentDecision: Sendable {
    /// Why a request goes on.
    public enum Reason: Sendable {
        /// The user has a student, which is in step now.
        case ensured(SyncOutcome)
        /// The user is of another kind, such as a teacher, and has no student.
        case notAStudent
        /// The user was let through a short time ago.
        case remembered
        /// The database could not be asked, and the gate lets requests pass then; the error is the database's.
        case unchecked(any Error)
    }

    /// The request goes on.
    case goesOn(Reason)
    /// The request is refused.
    case refused(StudentRefusal)
}
