import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// The institutions of a product's schema are merged, with all below them.
@Suite struct ProductMergeTests {
    @Test(arguments: await TestServers.all())
    func mergesThreeLevelsAndTakesThemBack(server: TestServer) async throws {
        try await RunnerCase.with(server) { test async throws in
            for statement in ProductSchema.statements { try await test.execute(statement) }
            #expect(ProductSchema.names.count >= 30)
            let start = try await test.fingerprint()
            let before = try await counts(test)
            let runner = try test.runner { ProductSchema.merge }
            let plan = try await runner.plan()
            let up = try await runner.up()
            #expect(plan.flatMap { $0.steps.flatMap(\.changes) } == up.migrations.flatMap(\.changes))
            let gone = [
                "institutions": 3, "courses": 3, "prices": 4, "course_tags": 3, "commissions": 2, "settings": 1,
            ]
            let after = try await counts(test)
            for name in ProductSchema.names {
                #expect(after[name] == before[name].map { $0 - gone[name, default: 0] }, "\(name)")
            }
            try await expectNoneDangling(test)
            try await expectFollowed(test)
            let end = try await test.fingerprint()
            _ = try await runner.down(.everything)
            #expect(try await test.fingerprint().differences(from: start) == [])
            _ = try await runner.up()
            #expect(try await test.fingerprint().differences(from: end) == [])
        }
    }

    private func counts(_ test: RunnerCase) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for name in ProductSchema.names { counts[name] = try await test.count("\(identifier: name)") }
        return counts
    }

    /// Checks references that no key declares; the server checks the declared ones.
    private func expectNoneDangling(_ test: RunnerCase) async throws {
        let references: [(child: Statement, parent: Statement)] = [
            ("SELECT institutionId FROM invoices", "SELECT id FROM institutions"),
            ("SELECT subject_id FROM comments WHERE subject_type = 'institution'", "SELECT id FROM institutions"),
            ("SELECT subject_id FROM comments WHERE subject_type = 'course'", "SELECT id FROM courses"),
            (
                "SELECT CAST(JSON_EXTRACT(metadata, '$.institution_id') AS SIGNED) FROM payments",
                "SELECT id FROM institutions"
            ),
        ]
        for (child, parent) in references {
            let source: Statement = "(SELECT NULL AS id UNION ALL \(child)) AS c WHERE id NOT IN (\(parent))"
            #expect(try await test.count(source) == 0)
        }
    }

    private func expectFollowed(_ test: RunnerCase) async throws {
        let values: [(query: Statement, text: String)] = [
            ("SELECT GROUP_CONCAT(id, '>', parent_id ORDER BY id) FROM institutions", "4>1,6>4"),
            ("SELECT GROUP_CONCAT(institution_id ORDER BY id) FROM courses", "1,1,1,1,4,4,4,6,6"),
            (
                "SELECT GROUP_CONCAT(DISTINCT course_id ORDER BY course_id) FROM bookings",
                "100,101,201,301,400,401,501,600,601"
            ),
            ("SELECT GROUP_CONCAT(course_id, '/', week ORDER BY id) FROM prices WHERE course_id = 100", "100/1,100/2"),
            ("SELECT COUNT(DISTINCT price_id) FROM discounts WHERE id IN (1001, 2001, 3001)", "1"),
            ("SELECT GROUP_CONCAT(tag_id ORDER BY id) FROM course_tags WHERE course_id = 100", "1,2"),
            ("SELECT GROUP_CONCAT(institution_id ORDER BY id) FROM payouts", "1,1,4,4,6"),
            ("SELECT GROUP_CONCAT(institution_id, theme ORDER BY id) FROM settings", "1dark,6dark"),
            (
                "SELECT GROUP_CONCAT(subject_id ORDER BY id) FROM comments WHERE subject_type = 'institution'",
                "1,1,1,4,4,6"
            ),
            ("SELECT GROUP_CONCAT(institutionId ORDER BY id) FROM invoices", "1,1,1,4,4,6"),
        ]
        for (query, text) in values {
            #expect(try await test.text("SELECT CAST((\(query)) AS CHAR)") == text, "\(query)")
        }
    }
}
