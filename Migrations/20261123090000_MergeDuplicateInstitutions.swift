import SutureCore
import SutureRepair

/// Merges institutions that were stored more than once under one name.
///
/// The institution with the most enrolments stays; what only a copy knows is filled in. Courses of the copies that have the
/// same title are one course, and a student enrolled in both is enrolled once.
struct MergeDuplicateInstitutions: Migration {
    var steps: [any Step] {
        MergeDuplicates(
            of: "institutions",
            by: ["name"],
            survivor: [
                .mostReferenced(by: "courses.enrollments"),
                .mostReferenced(by: "courses"),
                .oldest("created_at"),
            ],
            fields: [
                "website": .fillBlank,
                "phone": .fillBlank,
                "email": .fillBlank,
                "country": .fillBlank,
                "logo": .fillBlank,
                "founded_on": .minimum,
                "is_verified": .maximum,
            ],
            undeclared: [
                MergeReference("invoices", "institution_id"),
                MergeReference("enrollments", "course_id", to: "courses"),
            ],
            collisions: [
                "courses": .merge,
                "enrollments": .merge,
                "institution_settings": .keepSurvivors,
            ]
        )
    }
}
