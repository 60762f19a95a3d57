import MySQLClient

extension SampleTable {
    /// Booked lessons: three declared references, and an undeclared one to a student.
    static let bookings = SampleTable(
        name: "bookings",
        definition: """
            CREATE TABLE bookings (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                institution_id BIGINT UNSIGNED NOT NULL,
                course_id BIGINT UNSIGNED NOT NULL,
                student_id BIGINT UNSIGNED NOT NULL,
                room_id BIGINT UNSIGNED NULL,
                starts_at DATETIME(6) NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_bookings_institution (institution_id)",
            "KEY ix_bookings_course (course_id)",
            "KEY ix_bookings_room (room_id)",
            """
            CONSTRAINT fk_bookings_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE RESTRICT
            """,
            """
            CONSTRAINT fk_bookings_course FOREIGN KEY (course_id)
                REFERENCES courses (id) ON DELETE RESTRICT
            """,
            """
            CONSTRAINT fk_bookings_room FOREIGN KEY (room_id)
                REFERENCES rooms (id) ON DELETE RESTRICT
            """,
        ],
        columns: ["id", "institution_id", "course_id", "student_id", "room_id", "starts_at"],
        variations: [
            "id": .identifier, "institution_id": .identifier, "course_id": .identifier, "student_id": .identifier,
            "room_id": .identifier,
        ],
        rows: { _ in CourseCatalogue.courses.indices.map(booking) }
    )

    /// Returns one booking per course, mostly at the course's institution; every tenth at another copy of it.
    private static func booking(_ index: Int) -> [Value] {
        let course = CourseCatalogue.courses[index]
        let family = [InstitutionRoster.abc, InstitutionRoster.xyz].first { $0.contains(course.institution) }
        let place = family.map { index % 10 == 0 ? $0[index % $0.count] : course.institution } ?? course.institution
        let rooms = (1...roomCount).filter { institution(ofRoom: $0) == place }
        return [
            .identifier(index + 1),
            .identifier(place),
            .identifier(course.number),
            .identifier(Roster.students[index * 19 % Roster.students.count]),
            index % 7 == 3 ? .null : .identifier(rooms.first),
            .text(SampleCalendar.instant(index + 40)),
        ]
    }
}
