import MySQLClient

/// One pair that is out of step.
public struct ConsistencyFinding: Sendable, Hashable {
    /// The kind of inconsistency.
    public enum Kind: String, Sendable, CaseIterable {
        /// A user that should have a student but has none.
        case userWithoutStudent = "user-without-student"
        /// A student whose user is missing.
        case studentWithoutUser = "student-without-user"
        /// The two differ in a shared column.
        case mismatched
        /// The student's user has a different role.
        case roleMismatch = "role-mismatch"
        /// The student has an identifying value that a user with another key has too.
        case samePersonTwice = "same-person-twice"
    }

    /// The kind of inconsistency.
    public var kind: Kind
    /// The key of the pair.
    public var key: Value
    /// The key of the user that is the same person; nil for other kinds.
    public var otherKey: Value?
}
