import MySQLClient
import SchoolSample
import SutureTesting
import Testing

@Suite("The same data everywhere")
struct DeterminismTests {
    /// The digest of two blocks with every defect, for any vendor; change it only with the sample.
    private static let expected = "df56f15583bf48adb69f055fad959010e935137d72d244dea33f995195a87667"

    @Test("holds on every server", arguments: await TestServers.all())
    func isTheSame(on server: TestServer) async throws {
        let digest = try await server.withSession { session in
            try SchoolSample(scale: 2, troubles: [.samePersonTwice, .swappedEmails]).install(in: session)
            try session.execute("SET SESSION group_concat_max_len = 4000000")
            let tables = try SchoolSample.tables.map { try Self.digest(of: $0, in: session) }
            return try session.value("SELECT SHA2(\(tables.joined(separator: ",")), 256)", as: String.self)
        }
        #expect(digest == Self.expected)
    }

    private static func digest(of table: String, in session: Session) throws -> String {
        let columns = try session.rows(
            """
            SELECT COLUMN_NAME FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = \(table) ORDER BY ORDINAL_POSITION
            """
        )
        let values = try columns.map { "COALESCE(HEX(CAST(\(quoteIdentifier(try $0.get(0))) AS BINARY)), 'N')" }
        return try session.value(
            """
            SELECT SHA2(GROUP_CONCAT(SHA2(CONCAT_WS(',', \(raw: values.joined(separator: ", "))), 256) ORDER BY id), 256)
            FROM \(identifier: table)
            """,
            as: String.self
        ) ?? ""
    }
}
