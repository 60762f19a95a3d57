/// The identity in a student's row: number, name and email, right or wrong.
struct StudentIdentity {
    var number: Int
    var name: String
    var email: String

    /// Returns the students of one block in the order of their numbers.
    static func all(_ troubles: SchoolSample.Troubles) -> [StudentIdentity] {
        var students = Roster.students.map(stored)
        if troubles.contains(.swappedEmails) {
            for index in students.indices {
                if let other = Roster.swappedEmails[students[index].number] {
                    students[index].email = Roster.email(of: other)
                }
            }
        }
        if troubles.contains(.samePersonTwice) {
            students += Roster.samePersons.map { student, user in
                StudentIdentity(number: student, name: PersonNames.name(user), email: Roster.email(of: user))
            }
        }
        return students
    }

    /// Returns the stored row, which for some students differs from the user's.
    private static func stored(_ number: Int) -> StudentIdentity {
        let right = StudentIdentity(number: number, name: PersonNames.name(number), email: Roster.email(of: number))
        guard let disagreement = Roster.disagreements[number] else {
            return right
        }
        var wrong = right
        switch disagreement {
        case .familyName:
            wrong.name = formerName(number)
        case .letterCaseOfName:
            wrong.name = number % 2 == 0 ? right.name.uppercased() : right.name.lowercased()
        case .accentsOfName:
            wrong.name = PersonNames.withoutAccents(right.name)
        case .spaceAfterName:
            wrong.name += " "
        case .email:
            wrong.email = formerEmail(number)
        case .letterCaseOfEmail:
            wrong.email = right.email.prefix(1).uppercased() + right.email.dropFirst()
        case .familyNameAndEmail:
            wrong.name = formerName(number)
            wrong.email = formerEmail(number)
        }
        return wrong
    }

    private static func formerName(_ number: Int) -> String {
        "\(PersonNames.givenName(number)) \(PersonNames.familyName(number + 3))"
    }

    private static func formerEmail(_ number: Int) -> String {
        "\(PersonNames.mailbox(number))@former.example"
    }
}
