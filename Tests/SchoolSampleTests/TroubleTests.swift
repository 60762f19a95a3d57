import MySQLClient
import SchoolSample
import SutureTesting
import Testing

@Suite("Troubles on request")
struct TroubleTests {
    @Test("the same person twice: three students a block, each enrolled", arguments: await TestServers.all())
    func samePersonTwice(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: 2, troubles: .samePersonTwice).install(in: session)
            let twice = try session.value(
                """
                SELECT COUNT(*) FROM students s LEFT JOIN users u ON u.id = s.id JOIN users o ON o.email = s.email
                LEFT JOIN students t ON t.id = o.id JOIN enrollments e ON e.student_id = s.id
                WHERE u.id IS NULL AND t.id IS NULL AND o.role = 'STUDENT'
                """,
                as: Int.self
            )
            #expect(twice == 6)
            #expect(try Self.carryingEmailOfAnother(session) == 6)
        }
    }

    @Test("swapped emails: two pairs a block", arguments: await TestServers.all())
    func swappedEmails(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: 2, troubles: .swappedEmails).install(in: session)
            let swapped = try session.value(
                """
                SELECT COUNT(*) FROM students a JOIN users b ON b.email = a.email JOIN students c ON c.id = b.id
                JOIN users d ON d.email = c.email WHERE a.id <> b.id AND d.id = a.id
                """,
                as: Int.self
            )
            #expect(swapped == 8)
            #expect(try Self.carryingEmailOfAnother(session) == 8)
            let error = #expect(throws: MySQLError.self) {
                try session.execute("UPDATE students s JOIN users u ON u.id = s.id SET s.email = u.email")
            }
            #expect(error?.code == .duplicateEntry)
        }
    }

    @Test("without them the users' values can be taken in any order", arguments: await TestServers.all())
    func none(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: 2).install(in: session)
            #expect(try Self.carryingEmailOfAnother(session) == 0)
            let updated = try session.execute(
                "UPDATE students s JOIN users u ON u.id = s.id SET s.email = u.email, s.name = u.name"
            )
            #expect(updated.matchedRows > 0)
        }
    }

    private static func carryingEmailOfAnother(_ session: Session) throws -> Int? {
        try session.value("SELECT COUNT(*) FROM students s JOIN users u ON u.email = s.email WHERE u.id <> s.id")
    }
}
