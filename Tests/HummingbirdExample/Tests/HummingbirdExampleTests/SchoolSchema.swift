import MySQLClient

/// The two tables of the school, with students, teachers, and inconsistencies.
enum SchoolSchema {
    /// Users 1 to 64 are students without a row, 100 is a teacher, and the email of 200 belongs to another student.
    static func install(_ configuration: ConnectionConfiguration) async throws {
        try await Connection.withSession(configuration) { session in
            for statement in tables { try session.execute(statement) }
            for id in 1...64 {
                try session.execute(
                    "INSERT INTO users VALUES (\(id), 'Ada', \("ada\(id)@example.org"), '!', 'STUDENT', 'ACTIVE')"
                )
            }
            try session.execute("INSERT INTO users VALUES (100, 'Eve', 'eve@example.org', '!', 'TEACHER', 'ACTIVE')")
            try session.execute("INSERT INTO users VALUES (200, 'Bob', 'bob@example.org', '!', 'STUDENT', 'ACTIVE')")
            try session.execute("INSERT INTO students VALUES (900, 'Bob', 'bob@example.org', 'ACTIVE', NULL)")
        }
    }

    static func students(_ condition: Statement, _ configuration: ConnectionConfiguration) async throws -> Int {
        try await Connection.withSession(configuration) {
            try $0.value("SELECT COUNT(*) FROM students WHERE \(condition)") ?? 0
        }
    }

    private static let tables: [Statement] = [
        """
        CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL,
        email VARCHAR(60) NOT NULL UNIQUE, password VARCHAR(60) NOT NULL, role VARCHAR(10) NOT NULL,
        status VARCHAR(10) NOT NULL)
        """,
        """
        CREATE TABLE students (id BIGINT UNSIGNED PRIMARY KEY, name VARCHAR(40) NOT NULL,
        email VARCHAR(60) NOT NULL UNIQUE, status VARCHAR(10) NOT NULL, last_active DATETIME(6) NULL)
        """,
    ]
}
