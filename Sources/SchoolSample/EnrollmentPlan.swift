/// The enrolments in the courses of one block.
struct EnrollmentPlan {
    /// A student in a course; either may not exist.
    struct Enrollment: Hashable {
        var student: Int
        var course: Int
    }

    let troubles: SchoolSample.Troubles

    /// All enrolments, each once, with the defects scattered among the others.
    var enrollments: [Enrollment] {
        var planned = Set(ordinary)
        planned.formUnion(doubled)
        planned.formUnion(ofVanishedStudents)
        planned.formUnion(inRemovedCourses)
        if troubles.contains(.samePersonTwice) {
            planned.formUnion(Roster.samePersons.map { Enrollment(student: $0.student, course: unrivalled[0]) })
        }
        return planned.sorted { Self.order($0) < Self.order($1) }
    }

    private static func order(_ enrollment: Enrollment) -> (Int, Int, Int) {
        ((enrollment.student * 131 + enrollment.course * 17) % 997, enrollment.student, enrollment.course)
    }

    /// Two to four courses for each student.
    private var ordinary: [Enrollment] {
        let courses = CourseCatalogue.courses
        return Roster.students.enumerated()
            .flatMap { index, student in
                (0..<(2 + index % 3))
                    .map { choice in
                        Enrollment(student: student, course: courses[(index * 7 + choice * 41) % courses.count].number)
                    }
            }
    }

    /// Students in the same course at several copies of one institution.
    ///
    /// The enrolments become equal once the copies and their courses are merged. In some cases none of them is at the
    /// copy with the most courses.
    private var doubled: [Enrollment] {
        let choices: [(title: String, institutions: [Int], students: [Int])] = [
            ("Spanish A1", [11, 3], [48, 65, 92]),
            ("Spanish A1", [3, 27], [68, 119]),
            ("Spanish A1", [11, 3, 27], [145]),
            ("French A1", [11, 18], [76, 158]),
            ("German A1", [11, 27], [80]),
            ("English B1", [3, 11], [104]),
            ("English A1", [5, 9, 16, 33], [131]),
            ("English A1", [9, 33], [172, 57]),
            ("Mandarin A1", [5, 16], [200]),
            ("Spanish B1", [5, 24], [218]),
        ]
        return choices.flatMap { choice in
            choice.institutions.flatMap { institution in
                choice.students.compactMap { student in
                    CourseCatalogue.number(of: choice.title, at: institution)
                        .map {
                            Enrollment(student: student, course: $0)
                        }
                }
            }
        }
    }

    /// Enrolments whose student is neither a student nor a user.
    private var ofVanishedStudents: [Enrollment] {
        Roster.vanished.enumerated()
            .flatMap { index, student in
                (0..<(1 + index % 2)).map { Enrollment(student: student, course: unrivalled[index * 9 + $0 * 4 + 1]) }
            } + [Enrollment(student: Roster.vanished[0], course: CourseCatalogue.removed[0])]
    }

    /// Enrolments of existing students in missing courses.
    private var inRemovedCourses: [Enrollment] {
        let students = [[62, 69], [57, 111, 117], [162, 168], [212, 219, 226]]
        return zip(CourseCatalogue.removed, students)
            .flatMap { course, students in
                students.map { Enrollment(student: $0, course: course) }
            }
    }

    /// Courses of institutions without copies, so that merging leaves their enrolments unchanged.
    private var unrivalled: [Int] {
        let copies = InstitutionRoster.abc + InstitutionRoster.xyz
        return CourseCatalogue.courses.filter { !copies.contains($0.institution) }.map(\.number)
    }
}
