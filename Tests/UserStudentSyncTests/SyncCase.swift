import MySQLClient
import SutureRepair
import SutureTesting
import UserStudentSync

/// A schema of its own with users and students, and a library that keeps them in step.
struct SyncCase: Sendable {
    let configuration: ConnectionConfiguration
    let sync: UserStudentSync

    static let pair = SynchronizedPair(
        source: "users",
        partner: "students",
        sharing: ["name", "email"],
        identifying: ["email"],
        belongs: "role = 'STUDENT'",
        newPartner: ["status": "'ACTIVE'", "last_active": "@suture_now"],
        newSource: ["role": "'STUDENT'", "password": "'!'", "status": "'ACTIVE'"],
        undeclared: ["notes": "student"]
    )

    private static let tables: [Statement] = [
        """
        CREATE TABLE users (
            id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL,
            email VARCHAR(60) NOT NULL, password VARCHAR(60) NOT NULL, role ENUM('STUDENT','TEACHER') NOT NULL,
            status VARCHAR(10) NOT NULL DEFAULT 'ACTIVE', UNIQUE KEY uq_users_email (email)
        ) ENGINE=InnoDB
        """,
        """
        CREATE TABLE students (
            id BIGINT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, email VARCHAR(60) NOT NULL,
            bio TEXT NULL, status VARCHAR(10) NOT NULL, last_active DATETIME(6) NULL, UNIQUE KEY uq_students_email (email)
        ) ENGINE=InnoDB
        """,
        """
        CREATE TABLE enrollments (
            id INT AUTO_INCREMENT PRIMARY KEY, student_id BIGINT UNSIGNED NULL,
            CONSTRAINT fk_student FOREIGN KEY (student_id) REFERENCES students (id)
        ) ENGINE=InnoDB
        """,
        "CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, student BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB",
    ]

    /// Creates the schema and a pool, runs a body, and removes both.
    static func with<Result>(
        _ server: TestServer,
        connections: Int = 4,
        _ body: (SyncCase) async throws -> Result
    ) async throws -> Result {
        try await server.withSchema { try await with($0, connections: connections, body) }
    }

    /// Creates the tables in a schema, and a pool, and runs a body.
    static func with<Result>(
        _ configuration: ConnectionConfiguration,
        connections: Int = 4,
        _ body: (SyncCase) async throws -> Result
    ) async throws -> Result {
        let pool = ConnectionPool(configuration, size: connections)
        let test = SyncCase(configuration: configuration, sync: UserStudentSync(pool, pair: pair))
        let result: Swift.Result<Result, any Error>
        do {
            for table in tables { try await test.execute(table) }
            result = .success(try await body(test))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        return try result.get()
    }

    /// Runs statements like another program, which knows nothing of the pair.
    func execute(_ statements: Statement...) async throws {
        try await Connection.withSession(configuration) { session in
            for statement in statements { try session.execute(statement) }
        }
    }

    /// Creates users with the keys 1 to `count`.
    func insertUsers(_ count: Int, role: String = "STUDENT") async throws {
        let rows = (1...count).map { "(\($0), 'name \($0)', '\($0)@example.org', 'x', '\(role)')" }
        try await execute(
            "INSERT INTO users (id, name, email, password, role) VALUES \(raw: rows.joined(separator: ", "))"
        )
    }

    func count(_ source: Statement) async throws -> Int {
        try await Connection.withSession(configuration) { try $0.value("SELECT COUNT(*) FROM \(source)") ?? 0 }
    }

    func text(_ query: Statement) async throws -> String? {
        try await Connection.withSession(configuration) { try $0.value(query) }
    }

    /// Returns the code with which a call is refused.
    func code(_ body: () async throws -> Void) async -> PairError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? PairError)?.code
        }
    }
}
