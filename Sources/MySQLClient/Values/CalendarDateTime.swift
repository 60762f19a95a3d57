/// A day and a time of that day, as the server stores it.
public struct CalendarDateTime: Sendable, Hashable {
    /// The day.
    public var date: CalendarDate
    /// The time of the day.
    public var time: ClockTime

    /// Creates a moment from its day and time.
    public init(date: CalendarDate, time: ClockTime) {
        self.date = date
        self.time = time
    }
}

extension CalendarDateTime {
    /// The moment in the server's notation, `2026-11-23 09:00:00`.
    public var text: String { "\(date.text) \(time.text)" }

    /// Parses the server's notation; `nil` for other text.
    init?(text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CalendarDate(text: parts[0]), let time = ClockTime(text: parts[1]) else {
            return nil
        }
        self.init(date: date, time: time)
    }
}

extension CalendarDateTime: Comparable {
    /// Orders by day, then by time.
    public static func < (left: CalendarDateTime, right: CalendarDateTime) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }
}
