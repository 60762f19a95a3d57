import MySQLClient
import SutureCore
import SutureRepair
import SutureTesting
import Testing

/// Rows of every type of column are restored byte for byte.
@Suite struct ColumnTypeTests {
    private static let table: Statement = """
        CREATE TABLE odd (
          id BINARY(4) NOT NULL, part DECIMAL(10,3) NOT NULL, flags BIT(12), amount DECIMAL(30,10), ratio FLOAT, exact DOUBLE,
          big BIGINT UNSIGNED, raw VARBINARY(50), blobs LONGBLOB, words TEXT CHARACTER SET utf8mb4,
          latin VARCHAR(20) CHARACTER SET latin1, kind ENUM('a', 'b'), several SET('x', 'y', 'z'), doc JSON, place POINT,
          day DATE, moment DATETIME(6), stamp TIMESTAMP(3) NULL, span TIME(6), y YEAR,
          `a column with blanks, and a name that takes nearly all of 64 ch` INT,
          halved BIGINT UNSIGNED GENERATED ALWAYS AS (big DIV 2) VIRTUAL,
          PRIMARY KEY (id, part))
        """
    private static let rows: [Statement] = [
        """
        INSERT INTO odd (id, part, flags, amount, ratio, exact, big, raw, blobs, words, latin, kind, several, doc, place, day,
          moment, stamp, span, y, `a column with blanks, and a name that takes nearly all of 64 ch`)
        VALUES (x'00FF0001', -1.5, b'100000000001', 12345678901234567890.0123456789, 0.1, 1e-300, 9223372036854775807,
          x'00', x'FF00FE', '𝄞 trailing ', 'é', 'b', 'x,z', '{"b": 1, "a": [1.50, null]}', POINT(1, 2), '0000-00-00',
          '2026-02-28 23:59:59.999999', '2026-01-01 00:00:00.001', '-838:59:58.000001', 1999, 5)
        """,
        "INSERT INTO odd (id, part) VALUES (x'00FF0002', 0)",
        "INSERT INTO odd (id, part, words, raw, latin) VALUES (x'20202020', 7, '', '', '')",
    ]

    @Test(arguments: await TestServers.all())
    func comeBackFromDeletesAndUpdates(server: TestServer) async throws {
        try await RunnerCase.with(server) { test in
            try await test.execute(Self.table)
            for row in Self.rows { try await test.execute(row) }
            let start = try await test.fingerprint()
            let runner = try test.runner {
                Update(
                    "odd",
                    set: [
                        "flags": "b'1'", "amount": "NULL", "ratio": "2.5", "exact": "0", "raw": "'other'",
                        "blobs": "NULL",
                        "words": "'𝄢'", "latin": "NULL", "kind": "'a'", "several": "''", "doc": "'[]'",
                        "place": "POINT(0, 0)",
                        "day": "'2026-01-01'", "moment": "NULL", "stamp": "NULL", "span": "'00:00:01'", "y": "2001",
                        "a column with blanks, and a name that takes nearly all of 64 ch": "6",
                    ],
                    where: "part <> 7"
                )
                Delete(from: "odd", where: "TRUE")
            }
            let up = try await runner.up()
            #expect(up.migrations.flatMap(\.changes).map(\.rows) == [2, 3])
            #expect(try await test.count("odd") == 0)
            let conflicts = try await runner.planDown(DownRequest()).conflicts
            #expect(conflicts.conflicts == [])
            _ = try await runner.down(DownRequest())
            #expect(try await test.fingerprint().differences(from: start) == [])
        }
    }
}
