/// How many pairs are in step, and how many are not, at one moment.
public struct ConsistencyReport: Sendable, Hashable {
    /// All rows of the source table: the users.
    public var totalUsers = 0
    /// All rows of the partner table: the students.
    public var totalStudents = 0
    /// Pairs that are there and agree.
    public var pairsInStep = 0
    /// Pairs that disagree in a shared column.
    public var mismatched = 0
    /// Users that should have a student and have none.
    public var usersWithoutStudent = 0
    /// Students whose user is not there.
    public var studentsWithoutUser = 0
    /// Students whose user is of another kind.
    public var roleMismatches = 0
    /// Students that hold an identifying value, such as an email, which a user with another key holds too.
    public var samePersonTwice = 0

    /// Whether nothing is out of step.
    public var isConsistent: Bool {
        mismatched + usersWithoutStudent + studentsWithoutUser + roleMismatches + samePersonTwice == 0
    }
}
