import SutureCore
import SutureRepair

/// Deletes enrolments whose student or course is gone.
struct DeleteOrphanedEnrollments: Migration {
    var steps: [any Step] {
        DeleteOrphans(in: "enrollments", whose: ["student_id": "students", "course_id": "courses"])
    }
}
