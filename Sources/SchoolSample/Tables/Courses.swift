import MySQLClient

extension SampleTable {
    /// The courses, whose titles are unique at an institution, and so collide when its copies are merged.
    static let courses = SampleTable(
        name: "courses",
        definition: """
            CREATE TABLE courses (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                title VARCHAR(190) NOT NULL,
                price DECIMAL(10,2) NOT NULL DEFAULT 0.00,
                starts_on DATE NULL,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_courses_institution_title (institution_id, title)",
            """
            CONSTRAINT fk_courses_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
        ],
        columns: ["id", "institution_id", "title", "price", "starts_on", "created_at", "updated_at"],
        variations: ["id": .identifier, "institution_id": .identifier],
        rows: { _ in CourseCatalogue.courses.map(course) }
    )

    private static func course(_ course: CourseCatalogue.Course) -> [Value] {
        [
            .identifier(course.number),
            .identifier(course.institution),
            .text(course.title),
            .decimal("\(90 + course.number * 13 % 400).\(course.number % 2 == 0 ? "00" : "50")"),
            course.number % 14 == 0 ? .null : .text(SampleCalendar.day(course.number)),
            .text(SampleCalendar.created(course.number + 5)),
            .text(SampleCalendar.updated(course.number + 5)),
        ]
    }
}
