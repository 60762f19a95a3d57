import Testing

@testable import MySQLClient

@Suite struct CalendarTests {
    @Test(arguments: ["0000-00-00", "2026-11-23", "9999-12-31", "2024-00-00"])
    func datesGoThroughText(_ text: String) throws {
        #expect(try #require(CalendarDate(text: text.utf8)).text == text)
    }

    @Test(arguments: ["00:00:00", "-838:59:59", "838:59:59.000001", "-00:00:00.000001", "23:59:59.999999"])
    func timesGoThroughText(_ text: String) throws {
        #expect(try #require(ClockTime(text: text.utf8)).text == text)
    }

    @Test func fractionsHaveSixDigits() {
        #expect(ClockTime(text: "01:02:03.5".utf8)?.microseconds == 500_000)
        #expect(ClockTime(text: "01:02:03.000".utf8)?.microseconds == 0)
    }

    @Test func momentsGoThroughText() {
        let moment = CalendarDateTime(text: "2026-11-23 01:02:03.000004".utf8)
        #expect(moment?.date == CalendarDate(year: 2026, month: 11, day: 23))
        #expect(moment?.time == ClockTime(hours: 1, minutes: 2, seconds: 3, microseconds: 4))
        #expect(moment?.text == "2026-11-23 01:02:03.000004")
    }

    @Test(arguments: ["", "2026", "2026-11", "2026-11-", "2026-11-23x", "a-b-c", "-1-1-1"])
    func otherTextIsNoDate(_ text: String) {
        #expect(CalendarDate(text: text.utf8) == nil)
    }

    @Test(arguments: ["", "1", "01:02", "01:02:03.", "01:02:03x", "--01:02:03"])
    func otherTextIsNoTime(_ text: String) {
        #expect(ClockTime(text: text.utf8) == nil)
    }

    @Test func spansAreOrdered() {
        let times = ["-838:59:59", "-00:00:00.000001", "00:00:00", "01:00:00"].compactMap { ClockTime(text: $0.utf8) }
        #expect(times.shuffled().sorted() == times)
    }

    @Test func versionsAreRead() {
        #expect(ServerVersion(text: "10.11.19-MariaDB-0+deb12u1") == ServerVersion(10, 11, 19))
        #expect(ServerVersion(text: "9.7.4-2") == ServerVersion(9, 7, 4))
        #expect(ServerVersion(text: "8.0") == ServerVersion(8))
        #expect(ServerVersion(10, 6) > ServerVersion(10, 5, 28))
    }
}
