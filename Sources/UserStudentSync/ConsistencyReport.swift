/// The number of pairs that are in step, and of those that are not, at one moment.
public struct ConsistencyReport: Sendable, Hashable {
    /// The number of rows in the source table: the users.
    public var totalUsers = 0
    /// The number of rows in the partner table: the students.
    public var totalStudents = 0
    /// The number of complete pairs with equal shared values.
    public var pairsInStep = 0
    /// The number of pairs that differ in a shared column.
    public var mismatched = 0
    /// The number of users that should have a student but have none.
    public var usersWithoutStudent = 0
    /// The number of students whose user is missing.
    public var studentsWithoutUser = 0
    /// The number of students whose user has a different role.
    public var roleMismatches = 0
    /// The number of students with an identifying value, such as an email, that a user with another key has too.
    public var samePersonTwice = 0

    /// True if nothing is out of step.
    public var isConsistent: Bool {
        mismatched + usersWithoutStudent + studentsWithoutUser + roleMismatches + samePersonTwice == 0
    }
}
