import MySQLClient
import PrivateServer
import SutureTesting
import Testing

@Suite struct ValueRoundTripTests {
    /// A column type, and values that it holds exactly.
    struct Sample: Sendable, CustomTestStringConvertible {
        var type: String
        var values: [Value]

        var testDescription: String { type }
    }

    static let samples: [Sample] = [
        Sample(type: "TINYINT", values: [.integer(-128), .integer(127)]),
        Sample(type: "SMALLINT UNSIGNED", values: [.unsigned(0), .unsigned(65535)]),
        Sample(type: "MEDIUMINT", values: [.integer(-8_388_608), .integer(8_388_607)]),
        Sample(type: "INT", values: [.integer(Int64(Int32.min)), .integer(Int64(Int32.max))]),
        Sample(type: "BIGINT", values: [.integer(.min), .integer(.max), .integer(0), .integer(-1)]),
        Sample(type: "BIGINT UNSIGNED", values: [.unsigned(.max), .unsigned(0)]),
        Sample(type: "BIT(64)", values: [.unsigned(.max), .unsigned(1)]),
        Sample(type: "BIT(5)", values: [.unsigned(0b10101)]),
        Sample(type: "YEAR", values: [.integer(1901), .integer(2155), .integer(0)]),
        Sample(type: "FLOAT", values: [.double(0.5), .double(-1024), .double(0)]),
        Sample(
            type: "DOUBLE",
            values: [.double(0.1), .double(-1.7976931348623157e308), .double(2.2250738585072014e-308)]
        ),
        Sample(
            type: "DECIMAL(65,30)",
            values: [
                .decimal(String(repeating: "9", count: 35) + "." + String(repeating: "9", count: 30)),
                .decimal("-0." + String(repeating: "0", count: 29) + "1"),
            ]
        ),
        Sample(type: "DECIMAL(65,0)", values: [.decimal("-" + String(repeating: "9", count: 65)), .decimal("0")]),
        Sample(
            type: "VARCHAR(600)",
            values: [.text(""), .text("😀ä\u{0}'\\\"`%"), .text(String(repeating: "😀", count: 600))]
        ),
        Sample(type: "CHAR(4)", values: [.text("😀😀😀😀")]),
        Sample(type: "LONGTEXT", values: [.text(String(repeating: "zwölf😀", count: 100_000))]),
        Sample(
            type: "VARBINARY(600)",
            values: [.bytes([]), .bytes([0, 0xff, 0x27]), .bytes(.init(repeating: 7, count: 512))]
        ),
        Sample(type: "LONGBLOB", values: [.bytes((0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) })]),
        Sample(type: "ENUM('a','ü😀')", values: [.text("ü😀")]),
        Sample(type: "SET('a','b')", values: [.text("a,b"), .text("")]),
        Sample(
            type: "DATE",
            values: [
                .date(.zero), .date(CalendarDate(year: 9999, month: 12, day: 31)),
                .date(CalendarDate(year: 2024, month: 0, day: 0)),
            ]
        ),
        Sample(
            type: "TIME(6)",
            values: [
                .time(ClockTime(isNegative: true, hours: 838, minutes: 59, seconds: 59)),
                .time(ClockTime(hours: 838, minutes: 59, seconds: 58, microseconds: 999_999)),
                .time(ClockTime(isNegative: true, hours: 0, minutes: 0, seconds: 0, microseconds: 1)), .time(.zero),
            ]
        ),
        Sample(
            type: "DATETIME(6)",
            values: [
                .datetime(CalendarDateTime(date: .zero, time: .zero)),
                .datetime(
                    CalendarDateTime(
                        date: CalendarDate(year: 9999, month: 12, day: 31),
                        time: ClockTime(hours: 23, minutes: 59, seconds: 59, microseconds: 999_999)
                    )
                ),
            ]
        ),
        Sample(
            type: "TIMESTAMP(6) NULL",
            values: [
                .datetime(
                    CalendarDateTime(
                        date: CalendarDate(year: 2026, month: 3, day: 29),
                        time: ClockTime(hours: 2, minutes: 30, seconds: 0, microseconds: 1)
                    )
                )
            ]
        ),
        Sample(type: "JSON", values: [.text(#"{"a": "ä😀"}"#)]),
    ]

    @Test(arguments: await TestServers.all(), samples)
    func everyTypeGoesAndComesByBothProtocols(_ server: TestServer, _ sample: Sample) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT PRIMARY KEY, v \(raw: sample.type))")
                for (id, value) in (sample.values + [.null]).enumerated() {
                    try session.execute("INSERT INTO t VALUES (\(id), \(value))")
                    #expect(try session.warnings().isEmpty)
                }
                let byText = try session.rows("SELECT v FROM t ORDER BY id").map { $0[0] }
                let byPrepared = try session.rows("SELECT v FROM t WHERE id >= \(0) ORDER BY id").map { $0[0] }
                #expect(byText == sample.values + [.null])
                #expect(byPrepared == sample.values + [.null])
                // Equality treats both integer cases as one; the kinds must agree too.
                #expect(byText.map(\.description) == byPrepared.map(\.description))
                #expect(byText.map(\.description) == (sample.values + [.null]).map(\.description))
            }
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func geometriesAreBytesByBothProtocols(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                let byText = try session.value("SELECT ST_GeomFromText('POINT(1 2)')", as: [UInt8].self)
                let byPrepared = try session.value("SELECT ST_GeomFromText(\("POINT(1 2)"))", as: [UInt8].self)
                #expect(byText?.count == 25)
                #expect(byText == byPrepared)
            }
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func decimalsAreComparedExactly(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (v DECIMAL(50,0))")
                try session.execute("INSERT INTO t VALUES (10000000000000000000000000000000000000001)")
                let other = Value.decimal("10000000000000000000000000000000000000000")
                #expect(try session.value("SELECT COUNT(*) FROM t WHERE v = \(other)", as: Int.self) == 0)
            }
            await connection.close()
        }
    }

    @Test(arguments: await TestServers.all())
    func sumsOfIntegersDecodeAsIntegers(_ server: TestServer) async throws {
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            let sum = try await connection.run {
                try $0.value("SELECT SUM(a) FROM (SELECT 1 AS a UNION SELECT 2) AS t", as: Int.self)
            }
            #expect(sum == 3)
            await connection.close()
        }
    }

    @Test(arguments: try await TestServers.all(of: .mysql))
    func typesNewerThanTheLibraryAreRefusedInsteadOfMisread(_ server: TestServer) async throws {
        let running = try await server.running()
        guard ServerVersion(text: running.versionText) >= ServerVersion(9) else { return }
        try await server.withSchema { configuration in
            let connection = try await Connection.connect(configuration)
            try await connection.run { session in
                try session.execute("CREATE TABLE t (id INT, v VECTOR(2))")
                try session.execute("INSERT INTO t VALUES (1, TO_VECTOR('[1,2]'))")
                let error = try #require(throws: MySQLError.self) {
                    try session.rows("SELECT id, v FROM t WHERE id = \(1)")
                }
                #expect(error.code == .unsupportedColumnType)
                #expect(try session.value("SELECT v FROM t", as: [UInt8].self)?.count == 8)
                #expect(try session.value("SELECT id FROM t WHERE id = \(1)", as: Int.self) == 1)
            }
            await connection.close()
        }
    }
}
