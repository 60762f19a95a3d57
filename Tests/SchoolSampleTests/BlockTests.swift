import MySQLClient
import SchoolSample
import SutureTesting
import Testing

@Suite("Many blocks")
struct BlockTests {
    /// More blocks than one batch stores, and a last batch that is not full.
    private static let scale = 130

    @Test("are all whole, and every foreign key is met", arguments: await TestServers.all())
    func areWhole(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: Self.scale).install(in: session)
            for table in SchoolSample.tables {
                let sizes = try session.rows(
                    """
                    SELECT COUNT(*) AS n, MIN(id - block * 1000) AS lowest FROM
                        (SELECT id, id DIV 1000 AS block FROM \(identifier: table)) AS numbered
                    GROUP BY block
                    """
                )
                #expect(sizes.count == Self.scale, "\(table)")
                #expect(Set(sizes).count == 1, "the blocks of \(table) are equally large")
            }
            try Self.expectForeignKeysMet(session)
        }
    }

    @Test("are the first block but for what tells them apart", arguments: await TestServers.all())
    func differInNamesAlone(on server: TestServer) async throws {
        try await server.withSession { session in
            try SchoolSample(scale: 70).install(in: session)
            let same = try session.value(
                """
                SELECT COUNT(*) FROM users a JOIN users b ON b.id = a.id + 69000
                WHERE b.name = a.name AND b.email = REPLACE(a.email, '@', '.0070@') AND b.password = a.password
                AND b.role = a.role AND b.institution_id <=> a.institution_id + 69000 AND b.created_at = a.created_at
                AND a.id < 1000
                """,
                as: Int.self
            )
            #expect(same == 308)
            let logos = try session.value(
                """
                SELECT COUNT(*) FROM institutions a JOIN institutions b ON b.id = a.id + 69000
                WHERE a.id < 1000 AND b.logo = a.logo AND RTRIM(b.name) = CONCAT(RTRIM(a.name), ' 0070')
                AND (b.website <=> a.website) = (COALESCE(a.website, '') = '')
                """,
                as: Int.self
            )
            #expect(logos == 10)
            let invoice = try session.value("SELECT number FROM invoices WHERE id = 69001", as: String.self)
            #expect(invoice == "INV-2025-00001-0070")
        }
    }

    private static func expectForeignKeysMet(_ session: Session) throws {
        let keys = try session.rows(
            """
            SELECT TABLE_NAME AS child, COLUMN_NAME AS col, REFERENCED_TABLE_NAME AS parent
            FROM information_schema.KEY_COLUMN_USAGE
            WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
            """
        )
        #expect(keys.count == 11)
        for key in keys {
            let (child, column, parent) = try (
                key.get("child", as: String.self), key.get("col", as: String.self), key.get("parent", as: String.self)
            )
            let orphans = try session.value(
                """
                SELECT COUNT(*) FROM \(identifier: child) c LEFT JOIN \(identifier: parent) p
                ON p.id = c.\(identifier: column) WHERE c.\(identifier: column) IS NOT NULL AND p.id IS NULL
                """,
                as: Int.self
            )
            #expect(orphans == 0, "\(child).\(column)")
        }
    }
}
