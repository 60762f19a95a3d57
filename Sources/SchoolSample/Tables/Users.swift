import MySQLClient

extension SampleTable {
    /// The users, who are the source of truth for names, emails, roles and states.
    static let users = SampleTable(
        name: "users",
        definition: """
            CREATE TABLE users (
                id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                name VARCHAR(190) NOT NULL,
                email VARCHAR(190) NOT NULL,
                password VARCHAR(255) NOT NULL,
                role ENUM('ADMIN','TEACHER','STUDENT','PARENT') NOT NULL DEFAULT 'STUDENT',
                status ENUM('ACTIVE','SUSPENDED','LEFT') NOT NULL DEFAULT 'ACTIVE',
                institution_id BIGINT UNSIGNED NULL,
                created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_users_email (email)",
            "KEY ix_users_institution (institution_id)",
            """
            CONSTRAINT fk_users_institution FOREIGN KEY (institution_id)
                REFERENCES institutions (id) ON DELETE SET NULL
            """,
        ],
        columns: [
            "id", "name", "email", "password", "role", "status", "institution_id", "created_at", "updated_at",
        ],
        variations: ["id": .identifier, "email": .email, "institution_id": .identifier],
        rows: { _ in Roster.users.map(user) }
    )

    private static func user(_ number: Int) -> [Value] {
        [
            .identifier(number),
            .text(PersonNames.name(number)),
            .text(Roster.email(of: number)),
            .text(password(number)),
            .text(Roster.role(of: number).rawValue),
            .text(Roster.status(of: number)),
            .identifier(institution(ofUser: number)),
            .text(SampleCalendar.created(number)),
            .text(SampleCalendar.updated(number)),
        ]
    }

    private static func institution(ofUser number: Int) -> Int? {
        number % 23 == 0 ? nil : InstitutionRoster.numbers[number * 11 % InstitutionRoster.numbers.count]
    }

    /// Returns sixty characters in the form of a bcrypt hash, which no password matches.
    private static func password(_ number: Int) -> String {
        let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let digits = (0..<53).map { alphabet[(number * 97 + $0 * $0 * 31 + $0 * number) % alphabet.count] }
        return "$2y$12$" + String(digits)
    }
}
