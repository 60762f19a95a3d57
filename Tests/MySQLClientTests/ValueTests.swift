import MySQLClient
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        Value.text("geheim"), .bytes(Array("geheim".utf8)), .decimal("4711.5"), .integer(4711), .unsigned(4711),
        .double(4711.5), .date(CalendarDate(year: 4711, month: 1, day: 1)),
        .time(ClockTime(hours: 471, minutes: 1, seconds: 1)),
    ])
    func nothingOfAValueIsShown(_ value: Value) {
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), "\([value])", dumped] {
            #expect(!text.contains("geheim"))
            #expect(!text.contains("471"))
        }
    }

    @Test func theSizeIsShown() {
        #expect("\(Value.text("zwölf Zeichen"))" == "text(13 characters)")
        #expect("\(Value.bytes([1, 2]))" == "bytes(2)")
    }

    @Test func integersAreEqualByNumber() {
        #expect(Value.integer(5) == .unsigned(5))
        #expect(Value.integer(5).hashValue == Value.unsigned(5).hashValue)
        #expect(Value.integer(-1) != .unsigned(.max))
        #expect(Set<Value>([.integer(5), .unsigned(5)]).count == 1)
    }

    @Test func textsAreEqualByByte() {
        #expect(Value.text("e\u{301}") != .text("\u{e9}"))
        #expect(Value.text("a") == .text("a"))
        #expect(Value.text("a").hashValue == Value.text("a").hashValue)
        #expect(Value.text("a") != .bytes([97]))
    }

    @Test func integersDecode() throws {
        #expect(try Int(value: .integer(-5)) == -5)
        #expect(try Int(value: .unsigned(5)) == 5)
        #expect(try Int(value: .decimal("123.000")) == 123)
        #expect(try Int(value: .decimal("-7")) == -7)
        #expect(try UInt64(value: .unsigned(.max)) == .max)
        #expect(try Int32(value: .integer(7)) == 7)
        for value in [Value.unsigned(.max), .decimal("1.5"), .text("1"), .null, .double(1)] {
            #expect(throws: MySQLError.self) { try Int(value: value) }
        }
        #expect(throws: MySQLError.self) { try UInt64(value: .integer(-1)) }
    }

    @Test func otherTypesDecode() throws {
        #expect(try Bool(value: .integer(1)))
        #expect(try !Bool(value: .unsigned(0)))
        #expect(try Double(value: .decimal("1.25")) == 1.25)
        #expect(try Double(value: .integer(3)) == 3)
        #expect(try String(value: .text("a")) == "a")
        #expect(try String(value: .decimal("1.50")) == "1.50")
        #expect(try String(value: .bytes(Array("ä".utf8))) == "ä")
        #expect(throws: MySQLError.self) { try String(value: .bytes([0xff])) }
        #expect(throws: MySQLError.self) { try String(value: .integer(1)) }
        #expect(try [UInt8](value: .bytes([1, 2])) == [1, 2])
        #expect(try Int?(value: .null) == nil)
        #expect(try Int?(value: .integer(1)) == 1)
    }

    @Test func aFailedDecodingShowsNoContent() throws {
        let row = Row(columns: ["name"], values: [.text("geheim")])
        let error = try #require(throws: MySQLError.self) { try row.get("name", as: Int.self) }
        #expect(error.code == .valueNotConvertible)
        #expect(!"\(error)".contains("geheim"))
        #expect("\(error)".contains("name"))
        #expect("\(error)".contains("Int"))
    }

    @Test func rowsAreReadByNameAndPosition() throws {
        let row = Row(columns: ["TABLE_NAME", "n"], values: [.text("t"), .null])
        #expect(row["TABLE_NAME"] == .text("t"))
        #expect(row["table_name"] == .text("t"))
        #expect(row["missing"] == nil)
        #expect(row[1] == .null)
        #expect(try row.get(1, as: Int?.self) == nil)
        let error = try #require(throws: MySQLError.self) { try row.get("missing", as: Int.self) }
        #expect(error.code == .noSuchColumn)
        #expect(throws: MySQLError.self) { try row.get(2, as: Int.self) }
        #expect(throws: MySQLError.self) { try row.get("n", as: Int.self) }
    }
}
