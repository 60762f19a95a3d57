/// The people in one block, and their defects.
enum Roster {
    /// The roles of users.
    enum Role: String {
        case admin = "ADMIN"
        case teacher = "TEACHER"
        case student = "STUDENT"
        case parent = "PARENT"
    }

    /// The difference of a student's row from its user's row.
    enum Disagreement {
        case familyName, letterCaseOfName, accentsOfName, spaceAfterName
        case email, letterCaseOfEmail
        case familyNameAndEmail
    }

    /// The numbers that users and students share.
    static let numbers = 1...320

    /// Student rows whose user was removed.
    static let studentsWithoutUser: Set<Int> = [57, 91, 118, 143, 177, 206, 239]

    /// The numbers of removed users and students; some enrolments still name them.
    static let vanished: [Int] = [64, 129, 188, 251, 274]

    /// Users of role STUDENT who never got a student row.
    static let usersWithoutStudent: [Int] = [44, 52, 73, 86, 101, 112, 137, 154, 169, 193, 214, 233, 268, 301]

    /// Users of role TEACHER who have a student row.
    static let teachersWithStudent: Set<Int> = [12, 23, 31]

    /// The pairs that differ.
    static let disagreements: [Int: Disagreement] = {
        let groups: [(Disagreement, [Int])] = [
            (.familyName, [47, 66, 79, 98, 124, 151, 182, 227]),
            (.letterCaseOfName, [55, 107, 163, 242]),
            (.accentsOfName, [51, 187]),
            (.spaceAfterName, [309]),
            (.email, [71, 133, 198, 256, 289]),
            (.letterCaseOfEmail, [83, 146, 221]),
            (.familyNameAndEmail, [116, 277]),
        ]
        return Dictionary(uniqueKeysWithValues: groups.flatMap { kind, numbers in numbers.map { ($0, kind) } })
    }()

    /// The users' numbers.
    static let users: [Int] = numbers.filter { !studentsWithoutUser.contains($0) && !vanished.contains($0) }

    /// The numbers of the student rows, without those of additional defects.
    static let students: [Int] = numbers.filter { number in
        if studentsWithoutUser.contains(number) || teachersWithStudent.contains(number) {
            return true
        }
        return !vanished.contains(number) && !usersWithoutStudent.contains(number) && role(of: number) == .student
    }

    /// Student rows of `.samePersonTwice`, by the user who is the same person.
    static let samePersons: [(student: Int, user: Int)] = [(321, 44), (322, 112), (323, 214)]

    /// Students of `.swappedEmails`, by the one whose email they have.
    static let swappedEmails: [Int: Int] = [141: 142, 142: 141, 211: 212, 212: 211]

    /// Returns the role of the user with this number.
    static func role(of number: Int) -> Role {
        switch number {
        case ...6: .admin
        case ...40: .teacher
        default: number % 15 == 0 ? .parent : .student
        }
    }

    /// Returns the status of the user with this number, and of the student.
    static func status(of number: Int) -> String {
        number % 29 == 0 ? "SUSPENDED" : number % 17 == 0 ? "LEFT" : "ACTIVE"
    }

    /// Returns the email of the user with this number.
    static func email(of number: Int) -> String {
        "\(PersonNames.mailbox(number))@\(["mail", "post", "campus"][number % 3]).example"
    }
}
