import MySQLClient

/// One pair that is out of step.
public struct ConsistencyFinding: Sendable, Hashable {
    /// What is wrong with it.
    public enum Kind: String, Sendable, CaseIterable {
        /// A user that should have a student and has none.
        case userWithoutStudent = "user-without-student"
        /// A student whose user is not there.
        case studentWithoutUser = "student-without-user"
        /// The two disagree in a shared column.
        case mismatched
        /// The student's user is of another kind.
        case roleMismatch = "role-mismatch"
        /// The student holds an identifying value that a user with another key holds too.
        case samePersonTwice = "same-person-twice"
    }

    /// What is wrong.
    public var kind: Kind
    /// The key of the pair.
    public var key: Value
    /// The key of the user that is the same person; nil for other kinds.
    public var otherKey: Value?
}
