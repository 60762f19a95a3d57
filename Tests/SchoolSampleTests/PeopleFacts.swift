extension SampleFact {
    /// The claims about users and students.
    static let ofPeople: [SampleFact] = [
        SampleFact(
            claim: "users of role STUDENT without a student",
            query: """
                SELECT COUNT(*) FROM users u LEFT JOIN students s ON s.id = u.id
                WHERE u.role = 'STUDENT' AND s.id IS NULL
                """,
            expected: 14
        ),
        SampleFact(
            claim: "students without a user",
            query: "SELECT COUNT(*) FROM students s LEFT JOIN users u ON u.id = s.id WHERE u.id IS NULL",
            expected: 7
        ),
        SampleFact(
            claim: "students without a user whose email no user has",
            query: """
                SELECT COUNT(*) FROM students s LEFT JOIN users u ON u.id = s.id LEFT JOIN users o ON o.email = s.email
                WHERE u.id IS NULL AND o.id IS NULL
                """,
            expected: 7
        ),
        SampleFact(
            claim: "pairs whose name or email disagree, byte by byte",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE \(namesDiffer) OR \(emailsDiffer)",
            expected: 25
        ),
        SampleFact(
            claim: "pairs whose names disagree",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE \(namesDiffer)",
            expected: 17
        ),
        SampleFact(
            claim: "pairs whose names disagree in case, accents or spaces at the end alone",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE \(namesDiffer) AND u.name = s.name",
            expected: 7
        ),
        SampleFact(
            claim: "pairs whose emails disagree",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE \(emailsDiffer)",
            expected: 10
        ),
        SampleFact(
            claim: "pairs whose emails disagree in case alone",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE \(emailsDiffer) AND u.email = s.email",
            expected: 3
        ),
        SampleFact(
            claim: "pairs that disagree in status or times",
            query: """
                SELECT COUNT(*) FROM \(pairs)
                WHERE u.status <> s.status OR u.created_at <> s.created_at OR u.updated_at <> s.updated_at
                """,
            expected: 0
        ),
        SampleFact(
            claim: "students whose user has the role TEACHER",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE u.role = 'TEACHER'",
            expected: 3
        ),
        SampleFact(
            claim: "students whose user has a role other than STUDENT and TEACHER",
            query: "SELECT COUNT(*) FROM \(pairs) WHERE u.role NOT IN ('STUDENT', 'TEACHER')",
            expected: 0
        ),
        SampleFact(
            claim: "students whose email belongs to a user with another id",
            query: "SELECT COUNT(*) FROM students s JOIN users u ON u.email = s.email WHERE u.id <> s.id",
            expected: 0
        ),
    ]

    /// The claims about enrolments and other undeclared references.
    static let ofOrphans: [SampleFact] = [
        SampleFact(
            claim: "enrolments whose student does not exist",
            query: "SELECT COUNT(*) FROM enrollments e LEFT JOIN students s ON s.id = e.student_id WHERE s.id IS NULL",
            expected: 8
        ),
        SampleFact(
            claim: "enrolments whose student is neither a student nor a user",
            query: """
                SELECT COUNT(*) FROM enrollments e LEFT JOIN students s ON s.id = e.student_id
                LEFT JOIN users u ON u.id = e.student_id WHERE s.id IS NULL AND u.id IS NULL
                """,
            expected: 8
        ),
        SampleFact(
            claim: "enrolments whose course does not exist",
            query: "SELECT COUNT(*) FROM enrollments e LEFT JOIN courses c ON c.id = e.course_id WHERE c.id IS NULL",
            expected: 11
        ),
        SampleFact(
            claim: "enrolments whose student or course does not exist",
            query: """
                SELECT COUNT(*) FROM enrollments e LEFT JOIN students s ON s.id = e.student_id
                LEFT JOIN courses c ON c.id = e.course_id WHERE s.id IS NULL OR c.id IS NULL
                """,
            expected: 18
        ),
        SampleFact(
            claim: "enrolments of students without a user",
            query: """
                SELECT COUNT(*) FROM enrollments e JOIN students s ON s.id = e.student_id
                LEFT JOIN users u ON u.id = s.id WHERE u.id IS NULL
                """,
            expected: 28
        ),
        SampleFact(
            claim: "bookings whose student does not exist",
            query: "SELECT COUNT(*) FROM bookings b LEFT JOIN students s ON s.id = b.student_id WHERE s.id IS NULL",
            expected: 0
        ),
        SampleFact(
            claim: "invoices of institutions that do not exist",
            query: """
                SELECT COUNT(*) FROM invoices v LEFT JOIN institutions i ON i.id = v.institution_id WHERE i.id IS NULL
                """,
            expected: 0
        ),
    ]

    private static let pairs = "students s JOIN users u ON u.id = s.id"
    private static let namesDiffer = "CAST(u.name AS BINARY) <> CAST(s.name AS BINARY)"
    private static let emailsDiffer = "CAST(u.email AS BINARY) <> CAST(s.email AS BINARY)"
}
