import MySQLClient
import SchoolSample
import SutureTesting
import Testing

@Suite("What the sample claims")
struct FactTests {
    private static let facts =
        SampleFact.ofInstitutions + SampleFact.ofCollisions + SampleFact.ofPeople + SampleFact.ofOrphans

    @Test("is so in one block, and three times so in three", arguments: await TestServers.all(), [1, 3])
    func counts(on server: TestServer, scale: Int) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: scale).install(in: session)
            for fact in Self.facts {
                let counted = try session.value(Statement(fact.query), as: Int.self)
                #expect(counted == fact.expected * scale, "\(fact.claim)")
            }
        }
    }

    @Test("names the copies", arguments: await TestServers.all())
    func namesCopies(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: 2).install(in: session)
            let classes = try session.rows(
                """
                SELECT GROUP_CONCAT(id ORDER BY id) AS ids FROM institutions
                GROUP BY name HAVING COUNT(*) > 1 ORDER BY MIN(id)
                """
            )
            #expect(
                try classes.map { try $0.get(0, as: String.self) } == [
                    "3,11,18,27", "5,9,16,24,33", "1003,1011,1018,1027", "1005,1009,1016,1024,1033",
                ]
            )
            let names = try session.rows("SELECT name FROM institutions WHERE id IN (18, 1018, 1024) ORDER BY id")
            #expect(
                try names.map { try $0.get(0, as: String.self) } == [
                    "ABC Academy ", "ABC Academy 0002 ", "XYZ Language School 0002  ",
                ]
            )
        }
    }

    @Test("has one survivor by courses and by enrolments alike", arguments: await TestServers.all())
    func survivors(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample().install(in: session)
            for (copies, survivor) in [([3, 11, 18, 27], 11), ([5, 9, 16, 24, 33], 5)] {
                let list = copies.map(String.init).joined(separator: ", ")
                let byCourses = try session.rows(
                    """
                    SELECT institution_id, COUNT(*) AS n FROM courses WHERE institution_id IN (\(raw: list))
                    GROUP BY institution_id ORDER BY n DESC
                    """
                )
                let byEnrollments = try session.rows(
                    """
                    SELECT c.institution_id, COUNT(*) AS n FROM courses c JOIN enrollments e ON e.course_id = c.id
                    WHERE c.institution_id IN (\(raw: list)) GROUP BY c.institution_id ORDER BY n DESC
                    """
                )
                for counts in [byCourses, byEnrollments] {
                    #expect(try counts.first?.get(0, as: Int.self) == survivor)
                    #expect(try counts[0].get(1, as: Int.self) > counts[1].get(1, as: Int.self), "no tie")
                }
            }
        }
    }
}
