import MySQLClient
import SchoolSample
import SutureTesting
import Testing

@Suite("Installing the sample")
struct InstallationTests {
    @Test("creates the tables in the order that it tells", arguments: await TestServers.all())
    func creates(on server: TestServer) async throws {
        try await server.withSession { session in
            var lines: [String] = []
            try SchoolSample().install(in: session) { lines.append($0) }
            #expect(lines == ["12 tables created"] + Self.rows.map { "\($0.table): \($0.rows) rows" })
            #expect(SchoolSample.tables == Self.rows.map(\.table))
            for (table, rows) in Self.rows {
                let counted = try session.value("SELECT COUNT(*) FROM \(identifier: table)", as: Int.self)
                #expect(counted == rows, "\(table)")
            }
        }
    }

    @Test("gives every table the keys that its migrations count on", arguments: await TestServers.all())
    func addsKeys(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample().install(in: session)
            let unique = try session.rows(
                """
                SELECT DISTINCT INDEX_NAME FROM information_schema.STATISTICS
                WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0 AND INDEX_NAME <> 'PRIMARY' ORDER BY INDEX_NAME
                """
            )
            #expect(
                try unique.map { try $0.get(0, as: String.self) } == [
                    "uq_courses_institution_title", "uq_enrollments_student_course", "uq_institution_settings_key",
                    "uq_invoices_number", "uq_students_email", "uq_users_email",
                ]
            )
            let undeclared = try session.value(
                """
                SELECT COUNT(*) FROM information_schema.TABLE_CONSTRAINTS
                WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'FOREIGN KEY'
                AND TABLE_NAME IN ('students', 'enrollments', 'invoices', 'audit_log')
                """,
                as: Int.self
            )
            #expect(undeclared == 0)
            #expect(try session.value("SELECT @@SESSION.foreign_key_checks", as: Int.self) == 1)
        }
    }

    @Test("refuses a schema that holds a table or a view", arguments: await TestServers.all())
    func refusesFullSchema(on server: TestServer) async throws {
        for object in ["TABLE t (id INT)", "VIEW v AS SELECT 1"] {
            try await server.withSession { session in
                try session.execute("CREATE \(raw: object)")
                let error = #expect(throws: SchoolSampleError.self) { try SchoolSample().install(in: session) }
                #expect(error?.code == .schemaNotEmpty)
                let tables = try session.rows("SHOW TABLES")
                #expect(tables.count == 1)
            }
        }
    }

    @Test("refuses a session without a database", arguments: await TestServers.all())
    func refusesNoDatabase(on server: TestServer) async throws {
        try await server.withSchema { configuration in
            var without = configuration
            without.database = nil
            let connection = try await Connection.connect(without)
            try await connection.run { session in
                let error = #expect(throws: SchoolSampleError.self) { try SchoolSample().install(in: session) }
                #expect(error?.code == .noDatabase)
            }
            await connection.close()
        }
    }

    @Test("refuses a scale that four digits cannot tell apart", arguments: [0, -1, 10_000])
    func refusesScale(_ scale: Int) async throws {
        for server in await TestServers.all() {
            try await server.withSession { session in
                let error = #expect(throws: SchoolSampleError.self) {
                    try SchoolSample(scale: scale).install(in: session)
                }
                #expect(error?.code == .scaleOutOfBounds)
                let tables = try session.rows("SHOW TABLES")
                #expect(tables.isEmpty)
            }
        }
    }

    private static let rows: [(table: String, rows: Int)] = [
        ("institutions", 40), ("users", 308), ("students", 245), ("courses", 121), ("enrollments", 785),
        ("departments", 59), ("institution_settings", 61), ("rooms", 60), ("invoices", 90), ("bookings", 121),
        ("partnerships", 20), ("audit_log", 160),
    ]
}
