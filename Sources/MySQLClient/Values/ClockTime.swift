/// A `TIME` of the server: a span of up to 838 hours that may be negative, or the time of a day.
public struct ClockTime: Sendable, Hashable {
    /// True if the span is negative; the parts are always positive.
    public var isNegative: Bool
    /// The hours, 0 to 838.
    public var hours: Int
    /// The minutes, 0 to 59.
    public var minutes: Int
    /// The seconds, 0 to 59.
    public var seconds: Int
    /// The microseconds, 0 to 999,999.
    public var microseconds: Int

    /// Creates a time from its parts.
    public init(isNegative: Bool = false, hours: Int, minutes: Int, seconds: Int, microseconds: Int = 0) {
        self.isNegative = isNegative
        self.hours = hours
        self.minutes = minutes
        self.seconds = seconds
        self.microseconds = microseconds
    }

    /// The start of a day.
    public static let zero = ClockTime(hours: 0, minutes: 0, seconds: 0)
}

extension ClockTime {
    /// The time in the server's notation, `-838:59:59.000001`, without microseconds if they are zero.
    public var text: String {
        let fraction = microseconds == 0 ? "" : ".\(padded(microseconds, to: 6))"
        let sign = isNegative ? "-" : ""
        return "\(sign)\(padded(hours, to: 2)):\(padded(minutes, to: 2)):\(padded(seconds, to: 2))\(fraction)"
    }

    /// Parses the server's notation; `nil` for other text.
    init?(text: some Collection<UInt8>) {
        var reader = DigitReader(text)
        let isNegative = reader.skip("-")
        guard let hours = reader.number(), reader.skip(":"), let minutes = reader.number(), reader.skip(":"),
            let seconds = reader.number(), let microseconds = reader.fraction(), reader.isAtEnd
        else { return nil }
        self.init(
            isNegative: isNegative,
            hours: hours,
            minutes: minutes,
            seconds: seconds,
            microseconds: microseconds
        )
    }
}

extension ClockTime: Comparable {
    /// Orders from the longest negative span to the longest positive one.
    public static func < (left: ClockTime, right: ClockTime) -> Bool {
        left.signedMicroseconds < right.signedMicroseconds
    }

    private var signedMicroseconds: Int {
        let magnitude = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + microseconds
        return isNegative ? -magnitude : magnitude
    }
}
