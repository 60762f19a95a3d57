import MySQLClient

extension SampleTable {
    /// The enrolments, without foreign keys, so that some name students and courses that do not exist.
    static let enrollments = SampleTable(
        name: "enrollments",
        definition: """
            CREATE TABLE enrollments (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                student_id BIGINT UNSIGNED NOT NULL,
                course_id BIGINT UNSIGNED NOT NULL,
                status ENUM('ACTIVE','COMPLETED','DROPPED') NOT NULL DEFAULT 'ACTIVE',
                grade DECIMAL(4,1) NULL,
                enrolled_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_enrollments_student_course (student_id, course_id)",
            "KEY ix_enrollments_course (course_id)",
        ],
        columns: ["id", "student_id", "course_id", "status", "grade", "enrolled_at"],
        variations: ["id": .identifier, "student_id": .identifier, "course_id": .identifier],
        rows: { troubles in
            EnrollmentPlan(troubles: troubles).enrollments.enumerated()
                .map { index, enrollment in
                    row(number: index + 1, of: enrollment)
                }
        }
    )

    private static func row(number: Int, of enrollment: EnrollmentPlan.Enrollment) -> [Value] {
        let seed = enrollment.student * 3 + enrollment.course
        let status = ["ACTIVE", "ACTIVE", "COMPLETED", "COMPLETED", "DROPPED"][seed % 5]
        return [
            .identifier(number),
            .identifier(enrollment.student),
            .identifier(enrollment.course),
            .text(status),
            status == "COMPLETED" ? .decimal("\(40 + seed * 7 % 60).\(seed % 2 * 5)") : .null,
            .text(SampleCalendar.instant(seed).prefix(19).description),
        ]
    }
}
