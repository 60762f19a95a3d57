/// A version: fourteen digits, `YYYYMMDDhhmmss`, that are a date and time of the proleptic Gregorian calendar in UTC.
struct Timestamp: Hashable {
    /// The digits as one number, which sorts like the times.
    let number: Int64

    /// The reason why fourteen digits are no date and time.
    struct Fault: Error, Hashable {
        var reason: String
    }

    /// Parses fourteen ASCII digits.
    ///
    /// - Throws: `Fault` when a part is outside of its range, including a day that its month does not have.
    init(digits: some StringProtocol) throws {
        guard digits.utf8.count == 14, digits.utf8.allSatisfy(isDigit), let number = Int64(digits) else {
            throw Fault(reason: "a version has fourteen digits")
        }
        let second = Int(number % 100)
        let minute = Int(number / 100 % 100)
        let hour = Int(number / 10_000 % 100)
        let day = Int(number / 1_000_000 % 100)
        let month = Int(number / 100_000_000 % 100)
        let year = Int(number / 10_000_000_000)
        guard year >= 1 else { throw Fault(reason: "there is no year 0000") }
        guard 1...12 ~= month else { throw Fault(reason: "there is no month \(padded(month))") }
        guard 1...Self.days(in: month, of: year) ~= day else {
            throw Fault(reason: "\(year)-\(padded(month)) has no day \(padded(day))")
        }
        guard hour < 24 else { throw Fault(reason: "there is no hour \(hour)") }
        guard minute < 60 else { throw Fault(reason: "there is no minute \(minute)") }
        guard second < 60 else { throw Fault(reason: "there is no second \(second)") }
        self.number = number
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeapYear = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Returns whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
}

/// Returns a number of at most two digits, padded to two digits.
private func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}
