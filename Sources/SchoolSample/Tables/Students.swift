import MySQLClient

extension SampleTable {
    /// The students, each of whom should be the user with the same identifier; no foreign key enforces it yet.
    static let students = SampleTable(
        name: "students",
        definition: """
            CREATE TABLE students (
                id BIGINT UNSIGNED NOT NULL,
                name VARCHAR(190) NOT NULL,
                email VARCHAR(190) NOT NULL,
                bio TEXT NULL,
                languages JSON NULL,
                interests JSON NULL,
                progress DECIMAL(5,2) NOT NULL DEFAULT 0.00,
                visibility ENUM('PUBLIC','MEMBERS','PRIVATE') NOT NULL DEFAULT 'MEMBERS',
                social_links JSON NULL,
                status ENUM('ACTIVE','SUSPENDED','LEFT') NOT NULL DEFAULT 'ACTIVE',
                last_active DATETIME(6) NULL,
                created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
                PRIMARY KEY (id)
            ) \(options)
            """,
        keys: [
            "UNIQUE KEY uq_students_email (email)"
        ],
        columns: [
            "id", "name", "email", "bio", "languages", "interests", "progress", "visibility", "social_links", "status",
            "last_active", "created_at", "updated_at",
        ],
        variations: ["id": .identifier, "email": .email],
        rows: { troubles in
            StudentIdentity.all(troubles).map { StudentProfile(number: $0.number).row(for: $0) }
        }
    )
}
