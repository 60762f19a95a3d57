import SutureCore
import SutureRepair

/// Keeps an enrolment from being without its student or its course again.
struct EnrollmentReferences: Migration {
    var steps: [any Step] {
        AddForeignKey(
            "fk_enrollments_student",
            on: "enrollments",
            column: "student_id",
            references: "students",
            onDelete: .cascade
        )
        AddForeignKey(
            "fk_enrollments_course",
            on: "enrollments",
            column: "course_id",
            references: "courses",
            onDelete: .cascade
        )
    }
}
