import MySQLClient

extension SampleTable {
    /// The actions of people; it refers to anything, and repairs leave it unchanged.
    static let auditLog = SampleTable(
        name: "audit_log",
        definition: """
            CREATE TABLE audit_log (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                actor_id BIGINT UNSIGNED NOT NULL,
                action VARCHAR(40) NOT NULL,
                subject_type VARCHAR(40) NOT NULL,
                subject_id BIGINT UNSIGNED NOT NULL,
                payload JSON NULL,
                created_at DATETIME NOT NULL,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "KEY ix_audit_log_subject (subject_type, subject_id)"
        ],
        columns: ["id", "actor_id", "action", "subject_type", "subject_id", "payload", "created_at"],
        variations: ["id": .identifier, "actor_id": .identifier, "subject_id": .identifier],
        rows: { _ in (1...160).map(event) }
    )

    private static func event(_ number: Int) -> [Value] {
        let subjects: [(type: String, numbers: [Int])] = [
            ("user", Roster.users), ("course", CourseCatalogue.courses.map(\.number)),
            ("institution", InstitutionRoster.numbers), ("student", Roster.students),
        ]
        let subject = subjects[number % subjects.count]
        let payload = "{\"ip\": \"192.0.2.\(number)\", \"agent\": \"\(["web", "ios", "android"][number % 3])\"}"
        return [
            .identifier(number),
            .identifier(Roster.users[number * 3 % 40]),
            .text(["create", "update", "login", "export", "delete"][number % 5]),
            .text(subject.type),
            .identifier(subject.numbers[number * 13 % subject.numbers.count]),
            number % 9 == 0 ? .null : .text(payload),
            .text(SampleCalendar.updated(number)),
        ]
    }
}
