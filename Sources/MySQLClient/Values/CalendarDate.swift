/// A day as the server stores it, without a time zone.
///
/// Zero dates (`0000-00-00`) and zero parts (`2024-00-00`) are values that a server can hold, and are preserved; no
/// part is checked against a calendar.
public struct CalendarDate: Sendable, Hashable {
    /// The year, 0 to 9999.
    public var year: Int
    /// The month, 0 to 12.
    public var month: Int
    /// The day of the month, 0 to 31.
    public var day: Int

    /// Creates a date from its parts.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date `0000-00-00`.
    public static let zero = CalendarDate(year: 0, month: 0, day: 0)
}

extension CalendarDate {
    /// The date in the server's notation, `2026-11-23`.
    public var text: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    /// Parses the server's notation; `nil` for other text.
    init?(text: some Collection<UInt8>) {
        var reader = DigitReader(text)
        guard let year = reader.number(), reader.skip("-"), let month = reader.number(), reader.skip("-"),
            let day = reader.number(), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

extension CalendarDate: Comparable {
    /// Orders by year, month and day.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
